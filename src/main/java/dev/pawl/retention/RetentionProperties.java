package dev.pawl.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For how long things are kept that are over. What belongs to a workflow goes with it at the latest, whatever is said of it.
 *
 * @param workflows with all that belongs to them: steps, events, findings, logs
 * @param events of workflows, since these have ended; as long as workflows when absent
 * @param logs of steps, since their workflow has ended
 * @param snapshots states of targets, from the snapshots to the results
 * @param last of so many workflows of each target the states are kept for longer
 * @param sessions that were closed, since they were last used
 * @param partition events and findings of so much time go together; see {@link #length}
 * @param check how often this is looked after
 */
@ConfigurationProperties("pawl.retention")
record RetentionProperties(
    @DefaultValue("90d") Duration workflows,
    @Nullable Duration events,
    @DefaultValue("30d") Duration logs,
    @DefaultValue("7d") Duration snapshots,
    @DefaultValue("20") int last,
    @DefaultValue("90d") Duration sessions,
    @DefaultValue("1d") Duration partition,
    @DefaultValue("1h") Duration check) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** A query that asks for no workflow in particular looks into each partition, and locks it. */
  private static final int MOST_PARTITIONS = 100;

  RetentionProperties {
    if (partition.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "pawl.retention.partition is %s and must be at least 1m".formatted(partition));
    }
  }

  Duration eventsKept() {
    return events == null ? workflows : shorter(events, workflows);
  }

  Duration logsKept() {
    return shorter(logs, workflows);
  }

  /**
   * The time of one partition, in whole minutes: as it is said, but not longer than workflows are kept, and so long that these
   * take no more than 100 partitions.
   */
  Duration length() {
    Duration most = shorter(partition, workflows);
    Duration least = workflows.dividedBy(MOST_PARTITIONS);
    Duration chosen = most.compareTo(least) < 0 ? least : most;
    return Duration.ofMinutes(Math.max(1, chosen.plus(SHORTEST).minusNanos(1).toMinutes()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
