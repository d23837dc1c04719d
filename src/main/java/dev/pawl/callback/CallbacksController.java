package dev.pawl.callback;

import dev.pawl.workflow.UnknownWorkflow;
import io.swagger.v3.oas.annotations.Operation;
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

/** Callbacks of a workflow over HTTP. */
@RestController
@RequestMapping("/api/v1/workflows/{id}/callbacks")
@Tag(name = "callbacks")
class CallbacksController {

  private final Callbacks callbacks;

  CallbacksController(Callbacks callbacks) {
    this.callbacks = callbacks;
  }

  /** All callbacks of a workflow. */
  record DeliveryList(List<Delivery> items) {}

  @GetMapping
  @Operation(
      summary = "What was to be told to the callback_url, and how that went",
      description =
          "Sent when the workflow ends, and when it asks for a decision; signed as Standard Webhooks"
              + " has it (webhook-id, webhook-timestamp, webhook-signature). An answer of 2xx ends"
              + " it, 410 too; else it is tried again over a day.")
  DeliveryList list(@PathVariable String id) {
    return new DeliveryList(callbacks.of(id).orElseThrow(() -> new UnknownWorkflow(id)));
  }

  @PostMapping("/{callback}/redelivery")
  @Operation(summary = "Sends a callback once more, with the same id and content")
  DeliveryList again(@PathVariable String id, @PathVariable UUID callback) {
    if (!callbacks.again(id, callback)) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.NOT_FOUND, "%s has no callback %s.".formatted(id, callback));
      throw new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
    return list(id);
  }
}
