package dev.pawl.report;

import dev.pawl.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How long things took, as people say it. */
public final class Durations {

  private Durations() {}

  /** Such as {@code 40 ms}, {@code 1.4 s}, {@code 2 min 5 s} or {@code 3 h 10 min}. */
  public static String text(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    Duration time = Duration.ofMillis(millis);
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", Math.min(59.9, millis / 1000.0));
    }
    return time.toHours() == 0
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
  }

  /** In seconds with three decimals, as JUnit wants it. */
  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** When a workflow began: while it waits for that, when it was submitted. */
  static Instant start(WorkflowView workflow) {
    return workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
  }

  /** When it ended: while it has not, when it was last heard of. */
  static Instant end(WorkflowView workflow) {
    return workflow.endedAt() == null ? workflow.updatedAt() : workflow.endedAt();
  }

  /** How long a workflow took, or has taken so far. */
  static long of(WorkflowView workflow) {
    return Math.max(0, Duration.between(start(workflow), end(workflow)).toMillis());
  }
}
