package dev.pawl.dashboard;

import dev.pawl.dashboard.PageFormat.Badge;
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
 * The phases and steps of a workflow, with the time of each step.
 *
 * @param phases the phases, in plan order
 * @param start the time at which the workflow started, or was submitted
 * @param end the time at which it ended, or now
 */
record StepRail(List<Phase> phases, Instant start, Instant end) {

  /** The width of the timeline, in its own units. */
  private static final double WIDTH = 1000;

  private static final double MIN_WIDTH = 5;

  /** A phase. */
  record Phase(String name, boolean parallel, List<Entry> steps) {}

  /**
   * A step.
   *
   * @param runningSince the start of a step that is running; null for others
   * @param duration the duration of a step that has ended; empty for others
   * @param x the start of its bar in the timeline, of 1000 units
   * @param width the width of its bar; 0 if it has not started
   */
  record Entry(
      StepView step,
      Badge badge,
      @Nullable Instant runningSince,
      String duration,
      String x,
      String width) {}

  static StepRail of(WorkflowView workflow, PageFormat format, Instant now) {
    Instant start = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    Instant end = workflow.endedAt() == null ? now : workflow.endedAt();
    double total = Math.max(1, Duration.between(start, end).toMillis());
    var phases = new ArrayList<Phase>();
    for (PhaseView phase : workflow.phases()) {
      phases.add(
          new Phase(
              phase.name(),
              phase.kind().name().equals("PARALLEL"),
              phase.steps().stream().map(step -> entry(step, format, start, end, total)).toList()));
    }
    return new StepRail(List.copyOf(phases), start, end);
  }

  private static Entry entry(
      StepView step, PageFormat format, Instant start, Instant end, double total) {
    Badge badge = format.badge(step.status());
    Instant from = step.startedAt();
    if (from == null) {
      return new Entry(step, badge, null, "", "0", "0");
    }
    boolean running = step.status() == StepStatus.RUNNING;
    Instant to = step.endedAt() == null ? end : step.endedAt();
    double x =
        Math.clamp(Duration.between(start, from).toMillis() * WIDTH / total, 0, WIDTH - MIN_WIDTH);
    double width =
        Math.clamp(Duration.between(from, to).toMillis() * WIDTH / total, MIN_WIDTH, WIDTH - x);
    return new Entry(
        step,
        badge,
        running ? from : null,
        running || step.endedAt() == null ? "" : format.between(from, to),
        number(x),
        number(width));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
