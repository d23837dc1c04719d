package dev.pawl.workflowapi;

import dev.pawl.web.AlsoText;
import dev.pawl.web.PreferHeader;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowVerdict;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for short answers about a workflow: how far it is, and whether it has passed. */
@RestController
@RequestMapping("/api/v1/workflows/{id}")
@Tag(name = "workflows")
class ProgressController {

  private static final String RETRY_AFTER_SECONDS = "5";

  private final WorkflowService workflows;
  private final ConditionalRead reads;

  ProgressController(WorkflowService workflows, ConditionalRead reads) {
    this.workflows = workflows;
    this.reads = reads;
  }

  /**
   * Returns the progress of a workflow.
   *
   * @param id the id of the workflow
   * @param wait the time to wait for the next change, such as {@code 30s}; at most 600 seconds
   */
  @GetMapping("/progress")
  @Operation(
      operationId = "getWorkflowProgress",
      summary = "Get the progress of a workflow",
      description =
          "The numbers of completed and running steps, and the time of each step. wait=30s responds"
              + " at the next change, or after that time.")
  @AlsoText
  WorkflowProgress progress(
      @PathVariable String id, @RequestParam(required = false) @Nullable String wait)
      throws InterruptedException {
    reads.await(id, null, wait, null);
    return WorkflowProgress.of(
        workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id)), workflows.now());
  }

  /**
   * Returns whether a workflow has passed.
   *
   * @param id the id of the workflow
   * @param prefer {@code wait=N}: respond when the workflow has ended or needs a decision, but after N seconds (at most
   *     600) at the latest
   */
  @GetMapping("/verdict")
  @Operation(
      operationId = "getVerdict",
      summary = "Get whether a workflow has passed",
      description =
          "The status of the response is the verdict, so that curl --fail is sufficient: 200 if the"
              + " workflow has passed, 422 if it has not, and 409 with Retry-After while it has not"
              + " ended. The body is one line with the reason, unless the client prefers JSON.")
  @ApiResponse(
      responseCode = "200",
      description = "The workflow has passed",
      headers = {
        @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied"),
        @Header(name = "Vary", ref = "#/components/headers/Vary")
      },
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = WorkflowVerdict.class))
      })
  @ApiResponse(
      responseCode = "409",
      description = "The workflow has not ended",
      headers = {
        @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied"),
        @Header(name = "Retry-After", ref = "#/components/headers/Retry-After")
      },
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(mediaType = "application/problem+json")
      })
  @ApiResponse(
      responseCode = "422",
      description = "The workflow has not passed",
      headers =
          @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied"),
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(mediaType = "application/problem+json")
      })
  @AlsoText
  ResponseEntity<Object> verdict(
      @PathVariable String id,
      @RequestHeader(name = PreferHeader.NAME, required = false) @Nullable String prefer,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept)
      throws InterruptedException {
    var read = reads.await(id, null, null, prefer);
    WorkflowVerdict verdict =
        workflows.findVerdict(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    boolean passed = verdict.verdict() == WorkflowVerdict.Value.PASSED;
    var response = read.respond(passed ? HttpStatus.OK : NotPassedProblem.status(verdict));
    response.header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (verdict.verdict() == WorkflowVerdict.Value.PENDING) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (!prefersJson(accept)) {
      return response
          .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
          .body(verdict);
    }
    return passed
        ? response.contentType(MediaType.APPLICATION_JSON).body(verdict)
        : response
            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
            .body(NotPassedProblem.of(verdict));
  }

  /** Returns whether a client prefers JSON; one that accepts everything receives the text. */
  private static boolean prefersJson(@Nullable String accept) {
    var types = new ArrayList<>(MediaType.parseMediaTypes(accept));
    MimeTypeUtils.sortBySpecificity(types);
    for (MediaType type : types) {
      if (type.includes(MediaType.TEXT_PLAIN)) {
        return false;
      }
      if (type.includes(MediaType.APPLICATION_JSON)
          || type.includes(MediaType.APPLICATION_PROBLEM_JSON)) {
        return true;
      }
    }
    return false;
  }
}
