package dev.pawl.dashboard;

import dev.pawl.report.WorkflowNarrative;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A button on the page of a workflow, which calls the API.
 *
 * @param label what it does
 * @param path the last part of the address of the API
 * @param sure the question that is asked first; null if there is none
 * @param done what is reported after the call
 * @param danger whether it ends or reverts something
 */
record PageAction(String label, String path, @Nullable String sure, String done, boolean danger) {

  /** The order in which actions are offered: the first one is the primary action. */
  private static final List<WorkflowAction> ORDER =
      List.of(
          WorkflowAction.PUBLICATION,
          WorkflowAction.RESUMPTION,
          WorkflowAction.RERUN,
          WorkflowAction.PAUSE,
          WorkflowAction.ROLLBACK,
          WorkflowAction.CANCELLATION);

  /**
   * Returns the actions that are possible now. The answers to a decision are not among them, because they need their
   * question.
   *
   * @param changedFiles the number of changed files; null if it is not known
   */
  static List<PageAction> of(WorkflowView workflow, @Nullable Integer changedFiles) {
    return ORDER.stream()
        .filter(workflow.allowedActions()::contains)
        // Resuming a paused workflow is the same as the answer to continue.
        .filter(action -> action != WorkflowAction.RESUMPTION || workflow.decision() == null)
        .map(action -> of(action, workflow, changedFiles))
        .toList();
  }

  private static PageAction of(
      WorkflowAction action, WorkflowView workflow, @Nullable Integer changedFiles) {
    String path = action.value();
    return switch (action) {
      case PUBLICATION ->
          new PageAction(
              changedFiles == null
                  ? "Apply the changes"
                  : "Apply " + WorkflowNarrative.pluralize(changedFiles, "change"),
              path,
              "Publish the result to %s?".formatted(workflow.target().name()),
              "The publication was requested",
              false);
      case RESUMPTION ->
          new PageAction("Retry from the failed step", path, null, "The workflow continues", false);
      case RERUN -> new PageAction("Run again", path, null, "A new workflow was started", false);
      case PAUSE ->
          new PageAction("Pause", path, null, "The workflow pauses before its next step", false);
      case ROLLBACK ->
          new PageAction(
              "Undo the publication",
              path,
              "Restore the published files of %s as they were before?"
                  .formatted(workflow.target().name()),
              "The rollback was requested",
              true);
      case CANCELLATION ->
          new PageAction(
              "Cancel",
              path,
              "Cancel this workflow? The target stays unchanged.",
              "The cancellation was requested",
              true);
      case DECISION -> throw new IllegalArgumentException("a decision has answers");
    };
  }
}
