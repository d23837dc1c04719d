package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import java.util.List;
import java.util.Optional;

/** What follows from a step: the one place that says when a workflow goes on, asks or ends (2-behaviour, 5.3 and 6). */
sealed interface Consequence {

  /** The next step runs. */
  record GoOn() implements Consequence {}

  /** Somebody has to say how it goes on. */
  record Ask(String reason, List<Answer> options) implements Consequence {}

  /** The workflow is over. */
  record End(WorkflowStatus status, EndedReason reason) implements Consequence {

    /** The end of a workflow that nothing went wrong with. */
    static final End WELL = new End(WorkflowStatus.COMPLETED, EndedReason.COMPLETED);
  }

  /**
   * Of a step that did its work: a person is asked where the command wants that and somebody is there.
   *
   * @param interactive whether somebody is there
   */
  static Consequence ofSuccess(Outcome outcome, boolean interactive) {
    String question = outcome.facts().get(Outcome.ASK);
    return interactive && question != null
        ? new Ask(question, List.of(Answer.CONTINUE, Answer.ABORT))
        : new GoOn();
  }

  /**
   * Of a step that failed.
   *
   * @param outcome what it reported; a success when it was a gate that did not hold
   * @param overdue whether the workflow has no time left
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

  /** Of an answer that ends the workflow. */
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
