package dev.pawl.report;

import dev.pawl.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Formats durations for display. */
public final class DurationFormatter {

  private DurationFormatter() {}

  /** Formats a duration, such as {@code 40 ms}, {@code 1.4 s}, {@code 2 min 5 s} or {@code 3 h 10 min}. */
  public static String format(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    Duration duration = Duration.ofMillis(millis);
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", Math.min(59.9, millis / 1000.0));
    }
    return duration.toHours() == 0
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
  }

  /** Formats a duration in seconds with three decimals, as in JUnit XML. */
  public static String formatSeconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** Returns the start time of a workflow, or its submission time if it has not started. */
  public static Instant startTime(WorkflowView workflow) {
    return workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
  }

  /** Returns the end time of a workflow, or the time of its last update if it has not ended. */
  public static Instant endTime(WorkflowView workflow) {
    return workflow.endedAt() == null ? workflow.updatedAt() : workflow.endedAt();
  }

  /** Returns the duration of a workflow in milliseconds, up to its last update if it has not ended. */
  public static long durationMillis(WorkflowView workflow) {
    return Math.max(0, Duration.between(startTime(workflow), endTime(workflow)).toMillis());
  }
}
