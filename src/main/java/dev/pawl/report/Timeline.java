package dev.pawl.report;

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
 * @param middle the label for half of the duration
 * @param whole the label for the total duration
 */
record Timeline(List<Bar> bars, String middle, String whole) {

  /**
   * The bar of a phase or a step.
   *
   * @param duration the formatted duration; empty if it has not run
   * @param style the CSS position of the bar; absent if it has not run
   * @param said the error or the summary of the step; absent for a phase
   */
  record Bar(
      String name,
      boolean phase,
      StepStatus status,
      String duration,
      @Nullable String style,
      @Nullable String said) {}

  static Timeline of(WorkflowView workflow) {
    long whole = Math.max(1, Durations.of(workflow));
    var bars = new ArrayList<Bar>();
    for (PhaseView phase : workflow.phases()) {
      bars.add(
          bar(workflow, phase.name(), phase.status(), phase.startedAt(), phase.endedAt(), null));
      for (StepView step : phase.steps()) {
        bars.add(bar(workflow, step.name(), step.status(), step.startedAt(), step.endedAt(), step));
      }
    }
    return new Timeline(bars, Durations.text(whole / 2), Durations.text(whole));
  }

  private static Bar bar(
      WorkflowView workflow,
      String name,
      StepStatus status,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable StepView step) {
    String said = step == null ? null : step.error() != null ? step.error() : step.summary();
    if (from == null) {
      return new Bar(name, step == null, status, "", null, said);
    }
    Instant end = to == null ? Durations.end(workflow) : to;
    double whole = Math.max(1, Durations.of(workflow));
    double left = percent(Durations.start(workflow), from, whole);
    double right = percent(Durations.start(workflow), end, whole);
    String style =
        String.format(Locale.ROOT, "left:%.2f%%;width:%.2f%%", left, Math.max(0, right - left));
    long millis = Math.max(0, Duration.between(from, end).toMillis());
    return new Bar(name, step == null, status, Durations.text(millis), style, said);
  }

  private static double percent(Instant start, Instant at, double whole) {
    return Math.clamp(100 * Duration.between(start, at).toMillis() / whole, 0, 100);
  }
}
