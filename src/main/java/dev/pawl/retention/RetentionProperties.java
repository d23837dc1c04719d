package dev.pawl.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention times. What belongs to a workflow is deleted with it at the latest, whatever its own retention time.
 *
 * @param workflows the retention of workflows with their steps, events, findings and logs, from their end
 * @param events the retention of events, from the end of their workflow; by default that of workflows, which is also
 *     the maximum
 * @param logs the retention of step logs, from the end of their workflow; at most that of workflows
 * @param snapshots the retention of the snapshots, checkpoints and results of targets
 * @param keepLast the number of most recent workflows of each target whose snapshots are kept regardless of their age
 * @param sessions the retention of closed sessions, from their last use
 * @param branches the retention of branches that were pushed to repositories, from their last push, at least 1 minute
 * @param partitionInterval the time span of one partition of events and findings, at least 1 minute; enlarged to a hundredth of
 *     the retention of workflows if that is longer
 * @param cleanupInterval the interval at which expired data is deleted
 */
@ConfigurationProperties("pawl.retention")
record RetentionProperties(
    @DefaultValue("90d") Duration workflows,
    @Nullable Duration events,
    @DefaultValue("30d") Duration logs,
    @DefaultValue("7d") Duration snapshots,
    @DefaultValue("20") int keepLast,
    @DefaultValue("90d") Duration sessions,
    @DefaultValue("30d") Duration branches,
    @DefaultValue("1d") Duration partitionInterval,
    @DefaultValue("1h") Duration cleanupInterval) {

  private static final Duration MIN_PARTITION = Duration.ofMinutes(1);

  /** Limits the partitions, as a query that is not limited to a workflow searches and locks each of them. */
  private static final int MAX_PARTITIONS = 100;

  RetentionProperties {
    if (branches.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "pawl.retention.branches is %s and must be at least 1m".formatted(branches));
    }
    if (partitionInterval.compareTo(MIN_PARTITION) < 0) {
      throw new IllegalArgumentException(
          "pawl.retention.partition-interval is %s and must be at least 1m"
              .formatted(partitionInterval));
    }
  }

  /** Returns the retention of events, at most that of workflows. */
  Duration eventRetention() {
    return events == null ? workflows : min(events, workflows);
  }

  /** Returns the retention of logs, at most that of workflows. */
  Duration logRetention() {
    return min(logs, workflows);
  }

  /**
   * Returns the time span of one partition, in whole minutes: the configured one, but at most the retention of
   * workflows, and at least so long that this retention needs no more than 100 partitions.
   */
  Duration partitionLength() {
    Duration max = min(partitionInterval, workflows);
    Duration shortest = workflows.dividedBy(MAX_PARTITIONS);
    Duration chosen = max.compareTo(shortest) < 0 ? shortest : max;
    return Duration.ofMinutes(Math.max(1, chosen.plus(MIN_PARTITION).minusNanos(1).toMinutes()));
  }

  private static Duration min(Duration first, Duration second) {
    return first.compareTo(second) < 0 ? first : second;
  }
}
