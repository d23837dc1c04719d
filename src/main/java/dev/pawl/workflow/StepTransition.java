package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import java.util.List;
import java.util.Optional;

/** The transition after a step: decides in one place whether a workflow continues, awaits a decision or ends. */
sealed interface StepTransition {

  /** Continues with the next step. */
  record Continue() implements StepTransition {}

  /** Opens a decision. */
  record AwaitDecision(String reason, List<DecisionAnswer> options) implements StepTransition {}

  /** Ends the workflow. */
  record End(WorkflowStatus status, EndedReason reason) implements StepTransition {

    /** The end of a successful workflow. */
    static final End COMPLETED = new End(WorkflowStatus.COMPLETED, EndedReason.COMPLETED);
  }

  /**
   * Returns the transition after a completed step: a decision if the command requests one in an interactive workflow.
   *
   * @param interactive whether a person is available to decide
   */
  static StepTransition afterSuccess(CommandResult outcome, boolean interactive) {
    String question = outcome.facts().get(CommandResult.REQUESTS_DECISION);
    return interactive && question != null
        ? new AwaitDecision(question, List.of(DecisionAnswer.CONTINUE, DecisionAnswer.ABORT))
        : new Continue();
  }

  /**
   * Returns the transition after a failed step.
   *
   * @param outcome the reported outcome, which is a success when a gate failed
   * @param overdue whether the deadline of the workflow has passed
   */
  static StepTransition afterFailure(
      Step step, CommandResult outcome, String message, boolean overdue) {
    Optional<FailureKind> kind = outcome.findFailure().map(Failure::kind);
    EndedReason reason = EndedReason.forFailure(kind);
    if (reason == EndedReason.INTEGRITY_VIOLATED) {
      return new End(WorkflowStatus.ROLLED_BACK, reason);
    }
    boolean failImmediately = overdue || kind.filter(FailureKind.REFUSED::equals).isPresent();
    return switch (step.onFailure(outcome)) {
      case ABORT -> new End(WorkflowStatus.FAILED, reason);
      case ROLLBACK -> new End(WorkflowStatus.ROLLED_BACK, reason);
      case CONTINUE -> overdue ? new End(WorkflowStatus.FAILED, reason) : new Continue();
      case DECIDE ->
          failImmediately
              ? new End(WorkflowStatus.FAILED, reason)
              : new AwaitDecision(message, options(step));
    };
  }

  /** Returns the transition for an answer that ends the workflow. */
  static StepTransition afterAnswer(DecisionAnswer answer, boolean timedOut) {
    boolean rollback = answer == DecisionAnswer.ROLLBACK;
    return new End(
        rollback ? WorkflowStatus.ROLLED_BACK : WorkflowStatus.FAILED,
        timedOut ? EndedReason.DECISION_TIMED_OUT : EndedReason.DECISION_ABORTED);
  }

  private static List<DecisionAnswer> options(Step step) {
    return step.protectsTarget()
        ? List.of(DecisionAnswer.RETRY, DecisionAnswer.ROLLBACK, DecisionAnswer.ABORT)
        : List.of(DecisionAnswer.values());
  }
}
