package dev.pawl.submission;

import dev.pawl.project.ProjectService;
import dev.pawl.web.AlsoText;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.PreferHeader;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowService.SubmissionResult;
import dev.pawl.workflow.WorkflowView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** REST API that accepts submissions. A workflow is stored before the response is sent. */
@RestController
@Tag(name = "workflows")
class WorkflowSubmissionController {

  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** The beginning of the keys of schedules and triggers, whose workflows a request must not prevent. */
  private static final Pattern RESERVED_KEY = Pattern.compile("schedule:|forge-event:");

  private final WorkflowService workflows;
  private final WorkflowRequestReader reader;
  private final ProjectService projects;

  WorkflowSubmissionController(
      WorkflowService workflows, WorkflowRequestReader reader, ProjectService projects) {
    this.workflows = workflows;
    this.reader = reader;
    this.projects = projects;
  }

  /**
   * Submits a workflow.
   *
   * @param key a key of 1 to 255 visible ASCII characters; a repeated request with the same key returns the same
   *     workflow
   * @param prefer {@code wait=N}: respond when the workflow has ended or needs a decision, but after N seconds (at most
   *     600) at the latest
   */
  @PostMapping(path = "/api/v1/workflows", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "submitWorkflow",
      summary = "Submit a workflow",
      description =
          "Responds once the workflow is stored. A request with an Idempotency-Key can be repeated"
              + " safely.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = WorkflowRequest.class),
              examples = {
                @ExampleObject(name = "directory", value = "{\"target\": {\"path\": \"demo\"}}"),
                @ExampleObject(
                    name = "repository",
                    value =
                        "{\"target\": {\"git\": {\"url\": \"https://git.example/team/app.git\","
                            + " \"ref\": \"main\", \"depth\": 1}}, \"type\": \"standard\","
                            + " \"dry_run\": true}"),
                @ExampleObject(
                    name = "archive",
                    value =
                        "{\"target\": {\"archive\": \"3f0c9a2e-5f0e-4b7a-9d55-0a3c7c1f8a10\"}}"),
                @ExampleObject(
                    name = "pull_request",
                    value =
                        "{\"target\": {\"git\": {\"url\": \"https://git.example/team/app.git\","
                            + " \"ref\": \"feature\", \"depth\": 1}}, \"type\": \"verify-only\","
                            + " \"scope\": {\"changed_since\": \"main\", \"lines\": \"changed\"}}"),
                @ExampleObject(
                    name = "custom",
                    value =
                        "{\"target\": {\"path\": \"demo\"}, \"type\": \"custom\", \"commands\":"
                            + " [\"format\", \"verify\"]}")
              }))
  @ApiResponse(
      responseCode = "202",
      description = "Accepted and stored",
      headers = {
        @Header(name = "ETag", ref = "#/components/headers/ETag"),
        @Header(name = "Idempotency-Replayed", ref = "#/components/headers/Idempotency-Replayed"),
        @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied")
      })
  @ApiResponse(
      responseCode = "422",
      description = "All validation errors, each with a JSON pointer",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "429",
      description = "Too many workflows wait, or the project has reached a quota",
      headers = @Header(name = "Retry-After", ref = "#/components/headers/Retry-After"),
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "503",
      description = "Planning took too long",
      headers = @Header(name = "Retry-After", ref = "#/components/headers/Retry-After"),
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> submit(
      @org.springframework.web.bind.annotation.RequestBody(required = false) @Nullable String body,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestHeader(name = PreferHeader.NAME, required = false) @Nullable String prefer)
      throws InterruptedException {
    if (key != null && !IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST,
          "Invalid Idempotency-Key",
          "The Idempotency-Key must be 1 to 255 visible ASCII characters.");
    }
    if (key != null && RESERVED_KEY.matcher(key).lookingAt()) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST,
          "Invalid Idempotency-Key",
          "The Idempotency-Key must not begin with schedule: or forge-event:, as those of schedules and triggers do.");
    }
    String project = projects.currentName().orElse(null);
    SubmissionResult result =
        workflows
            .findDuplicate(project, key, WorkflowRequestReader.hash(body == null ? "" : body))
            .orElseGet(() -> {
              workflows.checkQueue(project);
              return workflows.submit(reader.read(body, key));
            });
    WorkflowView workflow = result.workflow();
    var headers = new HttpHeaders();
    Optional<Duration> wait = PreferHeader.parseWait(prefer);
    if (wait.isPresent()) {
      workflow = workflows.awaitEnd(workflow.workflowId(), wait.get());
      headers.set(PreferHeader.APPLIED, PreferHeader.applied(wait.get()));
    }
    if (result.duplicate()) {
      headers.set("Idempotency-Replayed", "true");
    }
    return ResponseEntity.accepted()
        .headers(headers)
        .location(URI.create("/api/v1/workflows/" + workflow.workflowId()))
        .header(HttpHeaders.RETRY_AFTER, "1")
        .eTag("\"" + workflow.eventSequence() + "\"")
        .body(workflow);
  }
}
