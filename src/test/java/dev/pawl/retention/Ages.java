package dev.pawl.retention;

import java.time.Duration;

/** Ages as they are when nothing is said, but for those that a test is about. */
final class Ages {

  private Ages() {}

  static RetentionProperties usual() {
    return of(Duration.ofDays(90), null, Duration.ofDays(30), Duration.ofDays(1));
  }

  /** How long events are kept, in days. */
  static RetentionProperties events(int days) {
    return of(Duration.ofDays(90), Duration.ofDays(days), Duration.ofDays(30), Duration.ofDays(1));
  }

  /** Of how many workflows of each target the states are kept for longer. */
  static RetentionProperties last(int last) {
    return new RetentionProperties(
        Duration.ofDays(90),
        null,
        Duration.ofDays(30),
        Duration.ofDays(7),
        last,
        Duration.ofDays(90),
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
        partition,
        Duration.ofHours(1));
  }
}
