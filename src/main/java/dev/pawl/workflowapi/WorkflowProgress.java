package dev.pawl.workflowapi;

import dev.pawl.web.TextDocument;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a workflow; {@code percentage} is the share of ended steps.
 *
 * @param status the status of the workflow
 * @param total the number of steps
 * @param completed the number of ended steps
 * @param running the number of running steps
 * @param percentage the share of ended steps, in percent
 * @param elapsedSeconds the time since the start in seconds
 * @param steps the steps in plan order
 */
@Schema(name = "WorkflowProgress")
record WorkflowProgress(
    WorkflowStatus status,
    int total,
    long completed,
    long running,
    long percentage,
    long elapsedSeconds,
    List<StepProgress> steps)
    implements TextDocument {

  /**
   * The progress of a step.
   *
   * @param name the name of the step
   * @param status the status of the step
   * @param durationMs the time that the step took, or has taken so far, in milliseconds; absent if it has not started
   */
  @Schema(name = "StepProgress")
  public record StepProgress(String name, StepStatus status, @Nullable Long durationMs) {

    private static StepProgress of(WorkflowView.StepView step, Instant now) {
      Instant startedAt = step.startedAt();
      Long durationMs = step.durationMs();
      if (durationMs == null && step.status() == StepStatus.RUNNING && startedAt != null) {
        durationMs = Duration.between(startedAt, now).toMillis();
      }
      return new StepProgress(step.name(), step.status(), durationMs);
    }

    private String toLine() {
      String duration =
          durationMs == null ? "-" : String.format(Locale.ROOT, "%.1fs", durationMs / 1000.0);
      return "%-11s %8s  %s".formatted(status.value(), duration, name);
    }
  }

  /** Returns the progress of a workflow at a time. */
  public static WorkflowProgress of(WorkflowView workflow, Instant now) {
    var steps = workflow.steps();
    long done = steps.stream().filter(step -> step.endedAt() != null).count();
    long running = steps.stream().filter(step -> step.status() == StepStatus.RUNNING).count();
    Instant from = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    Instant to = workflow.endedAt() == null ? now : workflow.endedAt();
    return new WorkflowProgress(
        workflow.status(),
        steps.size(),
        done,
        running,
        done * 100 / steps.size(),
        Duration.between(from, to).toSeconds(),
        steps.stream().map(step -> StepProgress.of(step, now)).toList());
  }

  /** Returns a line with the status of the workflow, and one for each step. */
  @Override
  public List<String> textLines() {
    var lines = new ArrayList<String>();
    lines.add(
        "%s %d/%d %d%% %ds"
            .formatted(status.value(), completed, total, percentage, elapsedSeconds));
    steps.forEach(step -> lines.add(step.toLine()));
    return lines;
  }
}
