package dev.pawl.workflow;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * An answer that a workflow waits for.
 *
 * @param step the step that the decision is about
 * @param reason the reason why a decision is needed
 * @param options the accepted answers
 * @param otherwise the default answer after the deadline
 * @param openedAt the time since which the workflow waits
 * @param deadline the time at which the default answer is applied
 * @param paused whether the workflow waits because a user paused it
 */
@Schema(name = "Decision")
public record Decision(
    String step,
    String reason,
    List<DecisionAnswer> options,
    DecisionAnswer otherwise,
    Instant openedAt,
    Instant deadline,
    boolean paused) {

  /**
   * Checks that an answer is one of the options.
   *
   * @throws ActionNotAllowedException when it is not
   */
  void requireOption(String workflow, DecisionAnswer answer, List<WorkflowAction> allowed) {
    if (!options.contains(answer)) {
      throw new ActionNotAllowedException(workflow, answer, this, allowed);
    }
  }
}
