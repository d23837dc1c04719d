package dev.pawl.callback;

import dev.pawl.web.AlsoText;
import dev.pawl.web.TextDocument;
import dev.pawl.workflow.WorkflowNotFoundException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API for the callbacks of a workflow. */
@RestController
@RequestMapping("/api/v1/workflows/{id}/callbacks")
@Tag(name = "callbacks")
class CallbackController {

  private final CallbackService callbacks;

  CallbackController(CallbackService callbacks) {
    this.callbacks = callbacks;
  }

  /**
   * All callbacks of a workflow.
   *
   * @param items the callbacks, newest first
   */
  @Schema(name = "CallbackDeliveryList")
  record DeliveryList(List<CallbackDelivery> items) implements TextDocument {

    @Override
    public List<String> textLines() {
      return items.stream()
          .map(item ->
              "%s %s %s, %d attempts"
                  .formatted(
                      item.createdAt(),
                      item.type(),
                      item.deliveredAt() == null ? "not delivered" : "delivered",
                      item.attempts().size()))
          .toList();
    }
  }

  /**
   * Lists the callbacks of a workflow and their delivery attempts.
   *
   * @param id the id of the workflow
   */
  @GetMapping
  @Operation(
      operationId = "listCallbacks",
      summary = "List the callbacks of a workflow and their delivery attempts",
      description =
          "Callbacks are sent to callback_url when the workflow ends and when it asks for a"
              + " decision, or for the callback_events of the request. They are signed as defined"
              + " by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature). A 2xx or"
              + " 410 response completes a callback; otherwise it is retried for about a day.")
  @AlsoText
  DeliveryList list(@PathVariable String id) {
    return new DeliveryList(
        callbacks.findByWorkflow(id).orElseThrow(() -> new WorkflowNotFoundException(id)));
  }

  /**
   * Sends a callback again, with the same id and content.
   *
   * @param id the id of the workflow
   * @param callback the id of the callback
   */
  @PostMapping("/{callback}/redelivery")
  @Operation(
      operationId = "redeliverCallback",
      summary = "Send a callback again, with the same id and content",
      description = "The callback is due at once, even if it was delivered or given up.")
  DeliveryList redeliver(@PathVariable String id, @PathVariable UUID callback) {
    if (!callbacks.redeliver(id, callback)) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.NOT_FOUND, "Workflow %s has no callback %s.".formatted(id, callback));
      throw new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
    return list(id);
  }
}
