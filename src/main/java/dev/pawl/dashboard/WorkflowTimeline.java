package dev.pawl.dashboard;

import dev.pawl.report.DurationFormatter;
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
record WorkflowTimeline(List<Row> rows, String span) {

  private static final double MIN_WIDTH = 0.5;

  /**
   * The row of one step.
   *
   * @param phase the name of the phase in its first row; null in the other rows
   * @param left the start of the step, in percent of the whole time
   * @param width the duration of the step, in percent of the whole time; null if it has not started
   * @param duration the formatted duration of the step; empty if it has not started
   */
  record Row(
      @Nullable String phase, StepView step, double left, @Nullable Double width, String duration) {

    /** Returns the position and width of the bar as CSS. */
    public String style() {
      return "left:%s%%;width:%s%%".formatted(number(left), number(width == null ? 0 : width));
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
  }

  static WorkflowTimeline of(WorkflowView workflow, Instant now) {
    Instant start = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    Instant end = workflow.endedAt() == null ? now : workflow.endedAt();
    double totalMillis = Math.max(1, Duration.between(start, end).toMillis());
    var rows = new ArrayList<Row>();
    for (PhaseView phase : workflow.phases()) {
      String phaseName = phase.name();
      for (StepView step : phase.steps()) {
        rows.add(row(phaseName, step, start, end, totalMillis));
        phaseName = null;
      }
    }
    return new WorkflowTimeline(
        List.copyOf(rows), DurationFormatter.format(Duration.between(start, end).toMillis()));
  }

  private static Row row(
      @Nullable String phase, StepView step, Instant start, Instant end, double totalMillis) {
    Instant stepStart = step.startedAt();
    if (stepStart == null) {
      return new Row(phase, step, 0, null, "");
    }
    Instant stepEnd = step.endedAt() == null ? end : step.endedAt();
    double left =
        Math.clamp(Duration.between(start, stepStart).toMillis() * 100 / totalMillis, 0, 100);
    double width =
        Math.max(MIN_WIDTH, Duration.between(stepStart, stepEnd).toMillis() * 100 / totalMillis);
    return new Row(
        phase,
        step,
        Math.min(left, 100 - MIN_WIDTH),
        Math.min(width, Math.max(MIN_WIDTH, 100 - left)),
        DurationFormatter.format(Duration.between(stepStart, stepEnd).toMillis()));
  }
}
