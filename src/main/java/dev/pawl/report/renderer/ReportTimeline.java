package dev.pawl.report.renderer;

import dev.pawl.report.DurationFormatter;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.PhaseView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of the phases and steps of a workflow, in percent of its total duration.
 *
 * @param halfLabel the label for half of the duration
 * @param totalLabel the label for the total duration
 */
record ReportTimeline(List<Bar> bars, String halfLabel, String totalLabel) {

  /**
   * The bar of a phase or a step.
   *
   * @param duration the formatted duration; empty if it has not run
   * @param style the CSS position of the bar; absent if it has not run
   * @param message the error or the summary of the step; absent for a phase
   */
  record Bar(
      String name,
      boolean phase,
      StepStatus status,
      String duration,
      @Nullable String style,
      @Nullable String message) {}

  static ReportTimeline of(WorkflowView workflow) {
    long totalMillis = Math.max(1, DurationFormatter.durationMillis(workflow));
    var bars = new ArrayList<Bar>();
    for (PhaseView phase : workflow.phases()) {
      bars.add(
          createBar(
              workflow, phase.name(), phase.status(), phase.startedAt(), phase.endedAt(), null));
      for (StepView step : phase.steps()) {
        bars.add(
            createBar(
                workflow, step.name(), step.status(), step.startedAt(), step.endedAt(), step));
      }
    }
    return new ReportTimeline(
        bars, DurationFormatter.format(totalMillis / 2), DurationFormatter.format(totalMillis));
  }

  private static Bar createBar(
      WorkflowView workflow,
      String name,
      StepStatus status,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable StepView step) {
    String message = step == null ? null : step.error() != null ? step.error() : step.summary();
    if (from == null) {
      return new Bar(name, step == null, status, "", null, message);
    }
    Instant end = to == null ? DurationFormatter.endTime(workflow) : to;
    double totalMillis = Math.max(1, DurationFormatter.durationMillis(workflow));
    double startPercent = percent(DurationFormatter.startTime(workflow), from, totalMillis);
    double endPercent = percent(DurationFormatter.startTime(workflow), end, totalMillis);
    String style =
        String.format(
            Locale.ROOT,
            "left:%.2f%%;width:%.2f%%",
            startPercent,
            Math.max(0, endPercent - startPercent));
    long millis = Math.max(0, Duration.between(from, end).toMillis());
    return new Bar(name, step == null, status, DurationFormatter.format(millis), style, message);
  }

  private static double percent(Instant start, Instant time, double totalMillis) {
    return Math.clamp(100 * Duration.between(start, time).toMillis() / totalMillis, 0, 100);
  }
}
