package dev.pawl.dashboard;

import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.workflow.Decision;
import dev.pawl.workflow.DecisionAnswer;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The possible answers to the decision of a workflow, the recommended one first, each with what it does in this
 * workflow.
 */
record DecisionAnswers(List<Choice> choices) {

  private static final String PUBLISH = "publish/apply";

  /** The failures that a repetition can cure. */
  private static final Set<FailureType> TRANSIENT =
      EnumSet.of(
          FailureType.TIMEOUT, FailureType.NETWORK, FailureType.MEMORY, FailureType.DISK_SPACE);

  /**
   * An answer.
   *
   * @param answer the value in the API
   * @param effect what it does
   * @param standard whether it applies when nobody answers in time
   */
  record Choice(
      String answer, String label, String effect, boolean recommended, boolean standard) {}

  static DecisionAnswers of(WorkflowView workflow, Decision decision) {
    DecisionAnswer recommended = recommend(workflow, decision);
    var options = new ArrayList<>(decision.options());
    options.remove(recommended);
    options.addFirst(recommended);
    return new DecisionAnswers(
        options.stream()
            .map(answer ->
                new Choice(
                    answer.value(),
                    label(answer),
                    effect(answer, workflow, decision),
                    answer == recommended,
                    answer == decision.otherwise()))
            .toList());
  }

  private static DecisionAnswer recommend(WorkflowView workflow, Decision decision) {
    FailureReport failure = workflow.failure();
    DecisionAnswer preferred =
        decision.paused()
            ? DecisionAnswer.CONTINUE
            : failure != null && TRANSIENT.contains(failure.type())
                ? DecisionAnswer.RETRY
                : decision.otherwise();
    return decision.options().contains(preferred) ? preferred : decision.options().getFirst();
  }

  private static String label(DecisionAnswer answer) {
    return switch (answer) {
      case CONTINUE -> "Continue";
      case RETRY -> "Retry";
      case ROLLBACK -> "Roll back";
      case ABORT -> "Abort";
    };
  }

  private static String effect(DecisionAnswer answer, WorkflowView workflow, Decision decision) {
    return switch (answer) {
      case CONTINUE -> continuing(workflow, decision);
      case RETRY ->
          "Runs %s again, as attempt %d."
              .formatted(
                  decision.step(),
                  workflow.step(decision.step()).map(StepView::attempts).orElse(0) + 1);
      case ROLLBACK ->
          "Discards the changes of all steps and ends the workflow as rolled back. "
              + published(workflow);
      case ABORT -> "Ends the workflow as failed. " + published(workflow);
    };
  }

  private static String continuing(WorkflowView workflow, Decision decision) {
    Optional<StepView> next =
        workflow.steps().stream().filter(step -> step.status() == StepStatus.PENDING).findFirst();
    boolean failed =
        workflow
            .step(decision.step())
            .filter(step -> step.status() == StepStatus.FAILED)
            .isPresent();
    String ignored = failed ? "Ignores the failure of %s".formatted(decision.step()) : "";
    String first =
        next.map(step ->
                failed
                    ? "%s and runs %s.".formatted(ignored, step.name())
                    : "Runs %s.".formatted(step.name()))
            .orElse(failed ? ignored + " and completes the workflow." : "Completes the workflow.");
    return first + " " + publication(workflow);
  }

  private static String publication(WorkflowView workflow) {
    boolean publishes =
        workflow.steps().stream()
            .anyMatch(
                step -> step.command().equals(PUBLISH) && step.status() == StepStatus.PENDING);
    if (!publishes) {
      return "This workflow publishes nothing.";
    }
    return workflow.dryRun()
        ? "This is a dry run: nothing is published."
        : "If the remaining gates pass, the result is published.";
  }

  private static String published(WorkflowView workflow) {
    return workflow.publication() == null
        ? "Nothing was published: the target is unchanged."
        : "The files that were already published stay as they are.";
  }
}
