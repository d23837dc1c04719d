package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import java.util.List;
import java.util.Optional;

/** The transition after a step: decides in one place whether a workflow continues, awaits a decision or ends. */
sealed interface Consequence {

  /** Continues with the next step. */
  record GoOn() implements Consequence {}

  /** Opens a decision. */
  record Ask(String reason, List<Answer> options) implements Consequence {}

  /** Ends the workflow. */
  record End(WorkflowStatus status, EndedReason reason) implements Consequence {

    /** The end of a successful workflow. */
    static final End WELL = new End(WorkflowStatus.COMPLETED, EndedReason.COMPLETED);
  }

  /**
   * Returns the transition after a completed step: a decision if the command requests one in an interactive workflow.
   *
   * @param interactive whether a person is available to decide
   */
  static Consequence ofSuccess(Outcome outcome, boolean interactive) {
    String question = outcome.facts().get(Outcome.ASK);
    return interactive && question != null
        ? new Ask(question, List.of(Answer.CONTINUE, Answer.ABORT))
        : new GoOn();
  }

  /**
   * Returns the transition after a failed step.
   *
   * @param outcome the reported outcome, which is a success when a gate failed
   * @param overdue whether the deadline of the workflow has passed
   */
  static Consequence ofFailure(Step step, Outcome outcome, String why, boolean overdue) {
    Optional<FailureKind> kind = outcome.failed().map(Failure::kind);
    EndedReason reason = EndedReason.of(kind);
    if (reason == EndedReason.INTEGRITY_VIOLATED) {
      return new End(WorkflowStatus.ROLLED_BACK, reason);
    }
    boolean atOnce = overdue || kind.filter(FailureKind.REFUSED::equals).isPresent();
    return switch (step.onFailure()) {
      case ABORT -> new End(WorkflowStatus.FAILED, reason);
      case ROLLBACK -> new End(WorkflowStatus.ROLLED_BACK, reason);
      case CONTINUE -> overdue ? new End(WorkflowStatus.FAILED, reason) : new GoOn();
      case DECIDE -> atOnce ? new End(WorkflowStatus.FAILED, reason) : new Ask(why, options(step));
    };
  }

  /** Returns the transition for an answer that ends the workflow. */
  static Consequence ofAnswer(Answer answer, boolean timedOut) {
    boolean back = answer == Answer.ROLLBACK;
    return new End(
        back ? WorkflowStatus.ROLLED_BACK : WorkflowStatus.FAILED,
        timedOut ? EndedReason.DECISION_TIMED_OUT : EndedReason.DECISION_ABORTED);
  }

  private static List<Answer> options(Step step) {
    return step.keepsSafe()
        ? List.of(Answer.RETRY, Answer.ROLLBACK, Answer.ABORT)
        : List.of(Answer.values());
  }
}
