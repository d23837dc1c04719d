package dev.pawl.dashboard;

import dev.pawl.report.Durations;
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
 * The timeline of a workflow, with one bar per step.
 *
 * @param span the formatted duration from the start of the workflow to its end, or until now
 */
record Timeline(List<Row> rows, String span) {

  private static final double NARROWEST = 0.5;

  /**
   * The row of one step.
   *
   * @param phase the name of the phase in its first row; null in the other rows
   * @param left the start of the step, in percent of the whole time
   * @param width the duration of the step, in percent of the whole time; null if it has not started
   * @param took the formatted duration of the step; empty if it has not started
   */
  record Row(
      @Nullable String phase, StepView step, double left, @Nullable Double width, String took) {

    /** Returns the position and width of the bar as CSS. */
    public String style() {
      return "left:%s%%;width:%s%%".formatted(number(left), number(width == null ? 0 : width));
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
  }

  static Timeline of(WorkflowView workflow, Instant now) {
    Instant begin = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    Instant end = workflow.endedAt() == null ? now : workflow.endedAt();
    double whole = Math.max(1, Duration.between(begin, end).toMillis());
    var rows = new ArrayList<Row>();
    for (PhaseView phase : workflow.phases()) {
      String name = phase.name();
      for (StepView step : phase.steps()) {
        rows.add(row(name, step, begin, end, whole));
        name = null;
      }
    }
    return new Timeline(List.copyOf(rows), Durations.text(Duration.between(begin, end).toMillis()));
  }

  /** Returns whether a verification has finished, so that an empty list of findings is a result. */
  static boolean isVerified(WorkflowView workflow) {
    return workflow.steps().stream()
        .anyMatch(step ->
            step.command().equals("quality/verify")
                && (step.status() == StepStatus.COMPLETED || step.status() == StepStatus.FAILED));
  }

  private static Row row(
      @Nullable String phase, StepView step, Instant begin, Instant end, double whole) {
    Instant from = step.startedAt();
    if (from == null) {
      return new Row(phase, step, 0, null, "");
    }
    Instant to = step.endedAt() == null ? end : step.endedAt();
    double left = Math.clamp(Duration.between(begin, from).toMillis() * 100 / whole, 0, 100);
    double width = Math.max(NARROWEST, Duration.between(from, to).toMillis() * 100 / whole);
    return new Row(
        phase,
        step,
        Math.min(left, 100 - NARROWEST),
        Math.min(width, Math.max(NARROWEST, 100 - left)),
        Durations.text(Duration.between(from, to).toMillis()));
  }
}
