package dev.pawl.callback;

import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowVerdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * The body of a callback, in the format of Standard Webhooks.
 *
 * @param type the type of the event: {@code workflow.started}, {@code workflow.decision_opened} or {@code workflow.ended}
 * @param timestamp the time of the event
 * @param data the workflow and the event
 */
@Schema(name = "CallbackPayload")
record CallbackPayload(String type, Instant timestamp, Data data) {

  /**
   * The content of a callback.
   *
   * @param workflowId the id of the workflow
   * @param workflowType the workflow type
   * @param eventSequence the number of the event within its workflow
   * @param href the path of the workflow
   * @param verdict whether the workflow has passed, with its target, commit, labels, gates and links
   * @param event the fields of the event, as in {@code data} of the events of the workflow: {@code status}, {@code
   *     reason} and {@code message} when it has ended; {@code step}, {@code reason}, {@code options}, {@code deadline} and {@code paused} when
   *     it waits for a decision; {@code node} and {@code epoch} when it has started
   */
  @Schema(name = "CallbackData")
  record Data(
      String workflowId,
      String workflowType,
      long eventSequence,
      String href,
      WorkflowVerdict verdict,
      @Schema(types = "object", implementation = Object.class) WorkflowEvent event) {

    /** Returns the content of the callback for a change. */
    static Data of(WorkflowChanged change) {
      WorkflowVerdict verdict = change.state().verdict();
      return new Data(
          change.workflow(),
          change.type(),
          change.sequence(),
          verdict.links().self(),
          verdict,
          change.event());
    }
  }
}
