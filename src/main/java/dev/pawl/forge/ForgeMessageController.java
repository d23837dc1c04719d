package dev.pawl.forge;

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

/** REST API for the messages with which a workflow is reported on a forge. */
@RestController
@RequestMapping("/api/v1/workflows/{id}/forge-messages")
@Tag(name = "forges")
class ForgeMessageController {

  private final ForgeMessageService messages;

  ForgeMessageController(ForgeMessageService messages) {
    this.messages = messages;
  }

  /**
   * All messages that report a workflow on a forge.
   *
   * @param items the messages, by kind
   */
  @Schema(name = "ForgeMessageList")
  record MessageList(List<ForgeMessageView> items) {}

  /**
   * Lists the messages that report a workflow on a forge.
   *
   * @param id the id of the workflow
   */
  @GetMapping
  @Operation(
      operationId = "listForgeMessages",
      summary = "List the messages that report a workflow on a forge",
      description =
          "The status of the commit, the comment and the pull request that report_to requests. A"
              + " newer workflow that reports to the same place takes a message over.")
  MessageList list(@PathVariable String id) {
    return new MessageList(
        messages.findByWorkflow(id).orElseThrow(() -> new WorkflowNotFoundException(id)));
  }

  /**
   * Sends a message again.
   *
   * @param id the id of the workflow
   * @param message the id of the message
   */
  @PostMapping("/{message}/redelivery")
  @Operation(
      operationId = "redeliverForgeMessage",
      summary = "Send a message to a forge again",
      description =
          "The message is due at once, even if it was delivered or given up, and has all its"
              + " attempts again.")
  MessageList redeliver(@PathVariable String id, @PathVariable UUID message) {
    if (!messages.redeliver(id, message)) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.NOT_FOUND,
              "Workflow %s has no message %s to a forge.".formatted(id, message));
      throw new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
    return list(id);
  }
}
