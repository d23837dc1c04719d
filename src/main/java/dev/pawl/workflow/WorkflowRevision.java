package dev.pawl.workflow;

import java.util.UUID;

/**
 * The current revision of a workflow.
 *
 * @param sequence the sequence number of the last event
 * @param rowVersion the version of the row, which differs after each change
 * @param ended whether the workflow has ended and no rollback is requested
 * @param awaitingDecision whether the workflow awaits a decision
 */
public record WorkflowRevision(
    UUID id, long sequence, long rowVersion, boolean ended, boolean awaitingDecision) {

  WorkflowRevision(
      UUID id, long sequence, long rowVersion, WorkflowStatus status, boolean rollbackRequested) {
    this(
        id,
        sequence,
        rowVersion,
        status.isEnded() && !rollbackRequested,
        status == WorkflowStatus.AWAITING_DECISION);
  }
}
