package dev.pawl.workflowlist;

import dev.pawl.target.SourceRevision;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowLinks;
import dev.pawl.workflow.WorkflowStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in a list, without phases and steps.
 *
 * @param workflowId the id of the workflow
 * @param type the workflow type
 * @param target the path or URL of the target, or the name of an archive
 * @param revision the commit that is examined; absent if the target is not known to be one
 * @param status the status
 * @param endedReason the reason why the workflow ended; absent while it has not ended
 * @param endedMessage the message of the failure with which the workflow ended; absent if it did not fail
 * @param dryRun whether the target is left unchanged
 * @param priority the priority; workflows of a higher priority in the same project start first
 * @param labels the labels
 * @param project the owning project; absent when no project owns the workflow
 * @param createdAt the time of the submission
 * @param startedAt the start time; absent while the workflow has not started
 * @param endedAt the end time; absent while the workflow has not ended
 * @param links the paths of everything that belongs to the workflow
 */
@Schema(name = "WorkflowSummary")
public record WorkflowSummary(
    String workflowId,
    String type,
    String target,
    @Nullable SourceRevision revision,
    WorkflowStatus status,
    @Nullable EndedReason endedReason,
    @Nullable String endedMessage,
    boolean dryRun,
    int priority,
    Map<String, String> labels,
    @Nullable String project,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    WorkflowLinks links) {

  /** Returns a workflow as an item of a list. */
  static WorkflowSummary of(WorkflowListEntry entry) {
    return new WorkflowSummary(
        entry.name(),
        entry.type(),
        entry.targetName(),
        entry.revision(),
        entry.status(),
        entry.endedReason(),
        entry.endedMessage(),
        entry.dryRun(),
        entry.priority(),
        entry.labels(),
        entry.project(),
        entry.createdAt(),
        entry.startedAt(),
        entry.endedAt(),
        WorkflowLinks.of(entry.name()));
  }
}
