package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata document of a workflow. Its fields are prescribed and must not change.
 *
 * @param workflowId the id of the workflow
 * @param workflowType the workflow type
 * @param target the path or URL of the target, or the name of an archive
 * @param startedAt the start time; the submission time while the workflow has not started
 * @param updatedAt the time of the last change
 * @param dryRun whether the target is left unchanged
 * @param status the status of the workflow
 * @param steps the steps by name, in plan order
 * @param links the paths of everything that belongs to the workflow
 */
@JsonPropertyOrder({
  "workflow_id",
  "workflow_type",
  "target",
  "started_at",
  "updated_at",
  "dry_run",
  "status",
  "steps",
  "links"
})
@Schema(name = "WorkflowMetadata")
public record WorkflowMetadata(
    String workflowId,
    String workflowType,
    String target,
    String startedAt,
    String updatedAt,
    boolean dryRun,
    WorkflowStatus status,
    Map<String, StepMetadata> steps,
    WorkflowLinks links)
    implements WorkflowDocument {

  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  /**
   * One step of the document.
   *
   * @param status the status of the step
   * @param duration the duration in whole seconds; 0 while the step has not ended
   * @param completedAt the end time; absent while the step has not ended
   */
  @Schema(name = "StepMetadata")
  public record StepMetadata(StepStatus status, long duration, @Nullable String completedAt) {}

  /** Creates the document of a workflow. */
  public static WorkflowMetadata of(WorkflowView workflow) {
    var steps = new LinkedHashMap<String, StepMetadata>();
    for (WorkflowView.StepView step : workflow.steps()) {
      long duration =
          step.durationMs() == null ? 0 : Duration.ofMillis(step.durationMs()).toSeconds();
      steps.put(
          step.name(),
          new StepMetadata(
              step.status(), duration, step.endedAt() == null ? null : formatTime(step.endedAt())));
    }
    Instant started = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    return new WorkflowMetadata(
        workflow.workflowId(),
        workflow.type(),
        workflow.target().name(),
        formatTime(started),
        formatTime(workflow.updatedAt()),
        workflow.dryRun(),
        workflow.status(),
        steps,
        WorkflowLinks.of(workflow.workflowId()));
  }

  /** Formats a time as the document does: UTC, in whole seconds. */
  public static String formatTime(Instant time) {
    return TIME_FORMAT.format(time);
  }
}
