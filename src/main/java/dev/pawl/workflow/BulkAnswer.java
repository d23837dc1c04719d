package dev.pawl.workflow;

import java.util.List;

/**
 * What came of an action on many workflows, or would come of it.
 *
 * @param matched how many the filter finds; what {@code expected} has to say to do it
 * @param allowed how many of them allow the action
 * @param done how many it was done to; none in a dry run
 * @param refused how many do not allow it
 * @param failed to how many it could not be done, by a fault of Pawl
 * @param first the names of the first twenty, newest first
 * @param started the new workflows of a rerun
 * @param notDone who was refused, or failed, and why
 */
record BulkAnswer(
    WorkflowAction action,
    boolean dryRun,
    int matched,
    int allowed,
    int done,
    int refused,
    int failed,
    List<String> first,
    List<String> started,
    List<NotDone> notDone) {

  /** A workflow to which it was not done. */
  record NotDone(String workflowId, String reason) {}
}
