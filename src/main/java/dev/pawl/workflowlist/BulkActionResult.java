package dev.pawl.workflowlist;

import dev.pawl.workflow.WorkflowAction;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The result of an action on many workflows, or its preview.
 *
 * @param action the action
 * @param dryRun whether nothing was changed
 * @param matched the number of workflows that match the filter; the required value of {@code expected}
 * @param allowed the number of matching workflows that allow the action
 * @param done the number of workflows that the action was applied to; 0 in a dry run
 * @param refused the number of workflows that do not allow the action
 * @param failed the number of workflows for which the action failed because of an internal error
 * @param first the names of the first twenty matching workflows, newest first
 * @param started the names of the new workflows of a rerun
 * @param notDone the workflows that refused the action or failed, with the reason
 */
@Schema(name = "BulkActionResult")
record BulkActionResult(
    WorkflowAction action,
    boolean dryRun,
    int matched,
    int allowed,
    int done,
    int refused,
    int failed,
    List<String> first,
    List<String> started,
    List<BulkFailure> notDone) {

  /**
   * A workflow that the action was not applied to, and the reason.
   *
   * @param workflowId the id of the workflow
   * @param reason the reason in plain words
   */
  @Schema(name = "BulkFailure")
  record BulkFailure(String workflowId, String reason) {}
}
