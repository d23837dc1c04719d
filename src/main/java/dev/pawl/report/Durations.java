package dev.pawl.report;

import dev.pawl.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Formats durations for display. */
public final class Durations {

  private Durations() {}

  /** Formats a duration, such as {@code 40 ms}, {@code 1.4 s}, {@code 2 min 5 s} or {@code 3 h 10 min}. */
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

  /** Formats a duration in seconds with three decimals, as in JUnit XML. */
  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** Returns the start time of a workflow, or its submission time if it has not started. */
  static Instant start(WorkflowView workflow) {
    return workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
  }

  /** Returns the end time of a workflow, or the time of its last update if it has not ended. */
  static Instant end(WorkflowView workflow) {
    return workflow.endedAt() == null ? workflow.updatedAt() : workflow.endedAt();
  }

  /** Returns the duration of a workflow in milliseconds, up to its last update if it has not ended. */
  static long of(WorkflowView workflow) {
    return Math.max(0, Duration.between(start(workflow), end(workflow)).toMillis());
  }
}
