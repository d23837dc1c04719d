package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workspace.KeptStates;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Workflows over HTTP: look, cancel, roll back. */
@RestController
@RequestMapping("/api/v1/workflows")
@Tag(name = "workflows")
class WorkflowsController {

  private static final int MOST_PATHS = 100;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Pattern WAIT = Pattern.compile("(\\d{1,4})s?");

  private final Workflows workflows;
  private final Shown shown;
  private final Changes changes;
  private final KeptStates states;

  WorkflowsController(Workflows workflows, Shown shown, Changes changes, KeptStates states) {
    this.workflows = workflows;
    this.shown = shown;
    this.changes = changes;
    this.states = states;
  }

  /** How far a workflow is; {@code percentage} counts steps. */
  record Progress(int total, long completed, long running, long percentage, long elapsedSeconds) {}

  private static Duration bounded(String seconds) {
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private static String etag(long sequence) {
    return "\"" + sequence + "\"";
  }

  @GetMapping("/{id}")
  @Operation(
      summary = "Look at a workflow",
      description =
          "The ETag is the number of its last event; If-None-Match gives 304. wait=30s answers at"
              + " the next change, or after that time.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = WorkflowView.class)))
  @ApiResponse(responseCode = "304", description = "Nothing happened since", content = @Content)
  ResponseEntity<Object> get(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known,
      @RequestParam(required = false) @Nullable String wait)
      throws InterruptedException {
    Position position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    if (wait != null) {
      Matcher seconds = WAIT.matcher(wait);
      if (!seconds.matches()) {
        throw new InvalidRequest(
            List.of(new Fault("wait", "is not a number of seconds such as 30s")));
      }
      long seen = known == null ? position.sequence() : sequence(known).orElse(-1L);
      changes.await(
          id,
          bounded(seconds.group(1)),
          () ->
              workflows
                  .position(id)
                  .map(now -> now.ended() || now.sequence() != seen)
                  .orElse(true));
      position = workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    }
    if (known != null
        && sequence(known).filter(Long.valueOf(position.sequence())::equals).isPresent()) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(etag(position.sequence())).build();
    }
    Shown.Answer answer = shown.of(id, position);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .eTag(etag(answer.sequence()))
        .body(answer.body());
  }

  private static Optional<Long> sequence(String etag) {
    String digits = etag.replaceAll("^(W/)?\"(\\d{1,18})\"$", "$2");
    return digits.matches("\\d{1,18}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
  }

  @GetMapping("/{id}/metadata")
  @Operation(summary = "The metadata document of a workflow")
  Metadata metadata(@PathVariable String id) {
    return Metadata.of(workflows.find(id).orElseThrow(() -> new UnknownWorkflow(id)));
  }

  @GetMapping("/{id}/progress")
  @Operation(summary = "How far a workflow is")
  Progress progress(@PathVariable String id) {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new UnknownWorkflow(id));
    var steps = workflow.steps();
    long done = steps.stream().filter(step -> step.endedAt() != null).count();
    long running = steps.stream().filter(step -> step.status() == StepStatus.RUNNING).count();
    Instant from = workflow.startedAt() == null ? workflow.createdAt() : workflow.startedAt();
    Instant to = workflow.endedAt() == null ? workflows.time() : workflow.endedAt();
    return new Progress(
        steps.size(),
        done,
        running,
        done * 100 / steps.size(),
        Duration.between(from, to).toSeconds());
  }

  @GetMapping(
      path = "/{id}/patch",
      produces = {"text/x-diff", MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      summary = "What a workflow changes, as a unified diff",
      description = "Applies with git apply; empty when nothing changes.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/x-diff", schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "410",
      description = "Its files are no longer kept",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<StreamingResponseBody> patch(@PathVariable String id) {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new UnknownWorkflow(id));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/x-diff;charset=utf-8"))
        .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + id + ".patch\"")
        .body(out -> {
          if (workflow.snapshot() != null && workflow.tree() != null) {
            states.patch(workflow.target(), workflow.snapshot(), workflow.tree(), out);
          }
        });
  }

  @PostMapping("/{id}/cancellation")
  @Operation(
      summary = "Cancel a workflow",
      description =
          "Ends what runs within 15 seconds; the target stays as it was. A repeat is harmless.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not possible in this state",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<WorkflowView> cancel(@PathVariable String id) {
    return asked(workflows.ask(id, WorkflowAction.CANCELLATION));
  }

  @PostMapping(path = "/{id}/rollback", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Take a published result back",
      description =
          "All of it, or the files that paths names. Refuses to overwrite a file that somebody"
              + " changed since. A repeat is harmless.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not possible in this state",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<WorkflowView> rollback(
      @PathVariable String id, @RequestBody(required = false) @Nullable RollbackRequest request) {
    List<String> paths = request == null || request.paths() == null ? List.of() : request.paths();
    if (paths.isEmpty()) {
      return asked(workflows.ask(id, WorkflowAction.ROLLBACK));
    }
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new UnknownWorkflow(id));
    if (workflow.target().git() != null) {
      throw new InvalidRequest(
          List.of(
              new Fault("/paths", "cannot be given for a repository: its result is one branch")));
    }
    boolean good =
        paths.size() <= MOST_PATHS
            && paths.stream()
                .allMatch(path -> path != null && !path.isBlank() && path.indexOf('\0') < 0);
    if (!good) {
      throw new InvalidRequest(
          List.of(
              new Fault("/paths", "must be at most 100 globs such as src/**, none of them empty")));
    }
    return asked(workflows.rollBack(id, paths));
  }

  /**
   * What to take back.
   *
   * @param paths globs of files, relative to the target; everything when absent
   */
  record RollbackRequest(@Nullable List<String> paths) {}

  @PostMapping("/{id}/pause")
  @Operation(
      summary = "Let a workflow stand still before its next step",
      description =
          "It then waits for a decision, or a resumption. Nobody answering in time aborts it. A"
              + " repeat is harmless.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not possible in this state",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<WorkflowView> pause(@PathVariable String id) {
    return asked(workflows.ask(id, WorkflowAction.PAUSE));
  }

  @PostMapping("/{id}/resumption")
  @Operation(
      summary = "Let a workflow go on",
      description =
          "From a pause; or, when it failed or was cancelled, at its first step that did not do its"
              + " work, from its last checkpoint.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not possible in this state",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<WorkflowView> resume(@PathVariable String id) {
    return asked(workflows.ask(id, WorkflowAction.RESUMPTION));
  }

  /**
   * Where to begin.
   *
   * @param fromStep the name of a step; the first that is not completed when absent
   */
  record RerunRequest(@Nullable String fromStep) {}

  @PostMapping(path = "/{id}/rerun", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Do the same once more",
      description =
          "Starts a new workflow with the plan of an ended one. Where the target is still the same,"
              + " what the steps before the first one reached is taken over.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "It has not ended",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<WorkflowView> rerun(
      @PathVariable String id, @RequestBody(required = false) @Nullable RerunRequest request) {
    return asked(workflows.rerun(id, request == null ? null : request.fromStep()));
  }

  private static ResponseEntity<WorkflowView> asked(WorkflowView workflow) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/workflows/" + workflow.workflowId()))
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(workflow);
  }
}
