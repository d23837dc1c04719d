package dev.pawl.workflow;

import java.time.Instant;
import java.util.List;

/**
 * An answer that a workflow waits for.
 *
 * @param step the step that it is about
 * @param reason why somebody is asked
 * @param options the answers that there are
 * @param paused whether it stands still because somebody wanted that
 * @param otherwise what is answered when nobody does until the deadline
 */
public record Decision(
    String step,
    String reason,
    List<Answer> options,
    Answer otherwise,
    Instant openedAt,
    Instant deadline,
    boolean paused) {

  /**
   * Lets an answer through that is one of the options.
   *
   * @throws ActionNotAllowed when it is not
   */
  void check(String workflow, Answer answer, List<WorkflowAction> allowed) {
    if (!options.contains(answer)) {
      throw new ActionNotAllowed(workflow, answer, this, allowed);
    }
  }
}
