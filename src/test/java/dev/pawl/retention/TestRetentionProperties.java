package dev.pawl.retention;

import java.time.Duration;

/** Creates retention properties with the default values, except for those that a test sets. */
final class TestRetentionProperties {

  private TestRetentionProperties() {}

  static RetentionProperties defaults() {
    return of(Duration.ofDays(90), null, Duration.ofDays(30), Duration.ofDays(1));
  }

  /** Sets the retention of events, in days. */
  static RetentionProperties withEvents(int days) {
    return of(Duration.ofDays(90), Duration.ofDays(days), Duration.ofDays(30), Duration.ofDays(1));
  }

  /** Sets the number of workflows of each target whose snapshots are retained for longer. */
  static RetentionProperties withLast(int last) {
    return new RetentionProperties(
        Duration.ofDays(90),
        null,
        Duration.ofDays(30),
        Duration.ofDays(7),
        last,
        Duration.ofDays(90),
        Duration.ofDays(30),
        Duration.ofDays(1),
        Duration.ofHours(1));
  }

  static RetentionProperties of(
      Duration workflows, Duration events, Duration logs, Duration partition) {
    return new RetentionProperties(
        workflows,
        events,
        logs,
        Duration.ofDays(7),
        20,
        Duration.ofDays(90),
        Duration.ofDays(30),
        partition,
        Duration.ofHours(1));
  }
}
