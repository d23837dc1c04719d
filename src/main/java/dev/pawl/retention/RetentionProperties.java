package dev.pawl.retention;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

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
@Validated
@ConfigurationProperties("pawl.retention")
record RetentionProperties(
    @DefaultValue("90d") @DurationRange(min = "10s", max = "36500d") Duration workflows,
    @Nullable @DurationRange(min = "10s", max = "36500d") Duration events,
    @DefaultValue("30d") @DurationRange(min = "10s", max = "36500d") Duration logs,
    @DefaultValue("7d") @DurationRange(min = "10s", max = "36500d") Duration snapshots,
    @DefaultValue("20") @Range(min = 0, max = 1_000_000) int keepLast,
    @DefaultValue("90d") @DurationRange(min = "10s", max = "36500d") Duration sessions,
    @DefaultValue("30d") @DurationRange(min = "1m", max = "36500d") Duration branches,
    @DefaultValue("1d") @DurationRange(min = "1m", max = "365d") Duration partitionInterval,
    @DefaultValue("1h") @DurationRange(min = "1s", max = "30d") Duration cleanupInterval) {

  private static final Duration MIN_PARTITION = Duration.ofMinutes(1);

  /** Limits the partitions, as a query that is not limited to a workflow searches and locks each of them. */
  private static final int MAX_PARTITIONS = 100;

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

  /**
   * Returns the time before which data may be deleted. A retention that is not positive would include data of the present;
   * it deletes nothing.
   */
  static Instant cutoff(Instant now, Duration retention) {
    return retention.isPositive() ? now.minus(retention) : Instant.EPOCH;
  }

  private static Duration min(Duration first, Duration second) {
    return first.compareTo(second) < 0 ? first : second;
  }
}
