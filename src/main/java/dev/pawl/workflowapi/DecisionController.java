package dev.pawl.workflowapi;

import dev.pawl.web.AlsoText;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.DecisionAnswer;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for answers to open decisions. */
@RestController
@Tag(name = "workflows")
class DecisionController {

  private static final int MAX_COMMENT_LENGTH = 1000;

  private final WorkflowService workflows;

  DecisionController(WorkflowService workflows) {
    this.workflows = workflows;
  }

  /**
   * The answer to a decision.
   *
   * @param action continue, retry, rollback or abort, if the decision offers it
   * @param comment the reason, which is recorded in the events
   */
  @Schema(name = "DecisionRequest")
  record DecisionRequest(
      @Nullable
          @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              implementation = DecisionAnswer.class)
          String action,
      @Nullable String comment) {}

  /**
   * Answers the open decision of a workflow.
   *
   * @param id the id of the workflow
   */
  @PostMapping(
      path = "/api/v1/workflows/{id}/decision",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "answerDecision",
      summary = "Answer the open decision of a workflow",
      description =
          "The first answer is applied; later answers are rejected, as no decision is open then.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "No decision is open, or the answer is not one of its options",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> decide(
      @PathVariable String id, @RequestBody DecisionRequest request) {
    DecisionAnswer answer =
        Arrays.stream(DecisionAnswer.values())
            .filter(candidate -> candidate.value().equals(request.action()))
            .findFirst()
            .orElseThrow(() ->
                new InvalidRequestException(
                    List.of(
                        new ValidationError(
                            "/action", "is not one of continue, retry, rollback, abort"))));
    String comment = request.comment();
    if (comment != null && (comment.length() > MAX_COMMENT_LENGTH || comment.indexOf('\0') >= 0)) {
      throw new InvalidRequestException(
          List.of(
              new ValidationError(
                  "/comment",
                  "must be at most 1000 characters long and must not contain a NUL character")));
    }
    WorkflowView workflow = workflows.decide(id, answer, comment);
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/workflows/" + workflow.workflowId()))
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(workflow);
  }
}
