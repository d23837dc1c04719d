package dev.pawl.workflowapi;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.glob.Glob;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.web.AlsoText;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.PreferHeader;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowMetadata;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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

/** REST controller for single workflows and their actions. */
@RestController
@RequestMapping("/api/v1/workflows")
class WorkflowController {

  private static final int MAX_PATHS = 100;

  private final WorkflowService workflows;
  private final WorkflowViewCache viewCache;
  private final ConditionalRead reads;
  private final SnapshotReader snapshots;

  WorkflowController(
      WorkflowService workflows,
      WorkflowViewCache viewCache,
      ConditionalRead reads,
      SnapshotReader snapshots) {
    this.workflows = workflows;
    this.viewCache = viewCache;
    this.reads = reads;
    this.snapshots = snapshots;
  }

  /**
   * Returns a workflow.
   *
   * @param id the id of the workflow
   * @param ifNoneMatch the ETag that the caller knows; the response is 304 while it is current
   * @param prefer {@code wait=N}: respond when the workflow has ended or needs a decision, but after N seconds (at most
   *     600) at the latest
   * @param wait the time to wait for the next change, such as {@code 30s}; at most 600 seconds
   * @param at the number of an event, from 1 to {@code event_sequence}; the current state when absent
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getWorkflow",
      tags = "workflows",
      summary = "Get a workflow",
      description =
          "The ETag is the number of the last event; If-None-Match yields 304. wait=30s responds at"
              + " the next change, Prefer: wait=30 at the end, or after that time. at=12 returns"
              + " the workflow as it was after its event 12, rebuilt from its events.")
  @ApiResponse(
      responseCode = "200",
      headers = {
        @Header(name = "ETag", ref = "#/components/headers/ETag"),
        @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied")
      },
      content = @Content(schema = @Schema(implementation = WorkflowView.class)))
  @ApiResponse(
      responseCode = "304",
      description = "Not modified",
      headers = {
        @Header(name = "ETag", ref = "#/components/headers/ETag"),
        @Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied")
      },
      content = @Content)
  @ApiResponse(
      responseCode = "410",
      description = "The events of the earlier state have expired",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<Object> get(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false)
          @Nullable String ifNoneMatch,
      @RequestHeader(name = PreferHeader.NAME, required = false) @Nullable String prefer,
      @RequestParam(required = false) @Nullable String wait,
      @RequestParam(required = false) @Nullable String at)
      throws InterruptedException {
    if (at != null) {
      WorkflowRevision current =
          workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
      return getAt(id, current, ifNoneMatch, wait, at);
    }
    var read = reads.await(id, ifNoneMatch, wait, prefer);
    WorkflowRevision revision = read.revision();
    if (ifNoneMatch != null && ConditionalRead.matches(ifNoneMatch, revision.sequence())) {
      return read.respond(HttpStatus.NOT_MODIFIED)
          .eTag(ConditionalRead.etag(revision.sequence()))
          .build();
    }
    WorkflowViewCache.CachedView view = viewCache.get(id, revision);
    return read.respond(HttpStatus.OK)
        .eTag(ConditionalRead.etag(view.sequence()))
        .body(view.body());
  }

  /** An earlier state of a workflow, which has no text form: reports show the current findings. */
  record EarlierState(@JsonValue WorkflowView workflow) {}

  private ResponseEntity<Object> getAt(
      String id,
      WorkflowRevision revision,
      @Nullable String ifNoneMatch,
      @Nullable String wait,
      String at) {
    var errors = new ArrayList<ValidationError>();
    Long sequence =
        InvalidRequestException.parse("at", at, Long::valueOf, eventRange(revision), errors);
    if (sequence != null && (sequence < 1 || sequence > revision.sequence())) {
      errors.add(new ValidationError("at", eventRange(revision)));
    }
    if (wait != null) {
      errors.add(new ValidationError("wait", "cannot be combined with at"));
    }
    if (!errors.isEmpty() || sequence == null) {
      throw new InvalidRequestException(errors);
    }
    if (ifNoneMatch != null && ConditionalRead.matches(ifNoneMatch, sequence)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
          .eTag(ConditionalRead.etag(sequence))
          .build();
    }
    WorkflowView view =
        workflows
            .findAt(id, revision, sequence)
            .orElseThrow(() -> new WorkflowNotFoundException(id));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .eTag(ConditionalRead.etag(view.eventSequence()))
        .body(new EarlierState(view));
  }

  private static String eventRange(WorkflowRevision revision) {
    return "must be the number of an event, from 1 to " + revision.sequence();
  }

  /**
   * Returns the metadata document of a workflow.
   *
   * @param id the id of the workflow
   */
  @GetMapping("/{id}/metadata")
  @Operation(
      operationId = "getWorkflowMetadata",
      tags = "workflows",
      summary = "Get the metadata document of a workflow",
      description =
          "A short document with the status of each step; with Accept: text/plain, the text"
              + " report.")
  @AlsoText
  WorkflowMetadata metadata(@PathVariable String id) {
    return WorkflowMetadata.of(
        workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id)));
  }

  /**
   * Returns the changes of a workflow as a unified diff.
   *
   * @param id the id of the workflow
   */
  @GetMapping(
      path = "/{id}/patch",
      produces = {"text/x-diff", MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      operationId = "getPatch",
      tags = "results",
      summary = "Get the changes of a workflow as a unified diff",
      description = "Can be applied with git apply; empty when nothing changes.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(name = "Content-Disposition", ref = "#/components/headers/Content-Disposition"),
      content = @Content(mediaType = "text/x-diff", schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "410",
      description = "The files have expired",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<StreamingResponseBody> patch(@PathVariable String id) {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/x-diff;charset=utf-8"))
        .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + id + ".patch\"")
        .body(out -> {
          if (workflow.snapshot() != null && workflow.tree() != null) {
            snapshots.writePatch(workflow.target(), workflow.snapshot(), workflow.tree(), out);
          }
        });
  }

  /**
   * Cancels a workflow.
   *
   * @param id the id of the workflow
   */
  @PostMapping("/{id}/cancellation")
  @Operation(
      operationId = "cancelWorkflow",
      tags = "workflows",
      summary = "Cancel a workflow",
      description = "Stops running steps within 15 seconds; the target is not changed. Idempotent.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not allowed in the current status",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> cancel(@PathVariable String id) {
    return accepted(workflows.requestAction(id, WorkflowAction.CANCELLATION));
  }

  /**
   * Rolls back a published result.
   *
   * @param id the id of the workflow
   */
  @PostMapping(path = "/{id}/rollback", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "rollBackWorkflow",
      tags = "workflows",
      summary = "Roll back a published result",
      description =
          "Rolls back all files, or those that match paths. Fails without any change if a file was"
              + " modified since the publication. Idempotent.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not allowed in the current status",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> rollback(
      @PathVariable String id, @RequestBody(required = false) @Nullable RollbackRequest request) {
    List<String> paths = request == null || request.paths() == null ? List.of() : request.paths();
    if (paths.isEmpty()) {
      return accepted(workflows.requestAction(id, WorkflowAction.ROLLBACK));
    }
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    if (workflow.target().git() != null) {
      throw new InvalidRequestException(
          List.of(
              new ValidationError(
                  "/paths", "is not supported for a repository, as its result is a branch")));
    }
    requireGlobs(paths);
    return accepted(workflows.rollback(id, paths));
  }

  private static void requireGlobs(List<String> paths) {
    boolean valid =
        paths.size() <= MAX_PATHS
            && paths.stream()
                .allMatch(path -> path != null && !path.isBlank() && path.indexOf('\0') < 0);
    if (!valid) {
      throw new InvalidRequestException(
          List.of(
              new ValidationError(
                  "/paths", "must have at most 100 globs such as src/**, none of them blank")));
    }
  }

  /**
   * Publishes the result of a dry run, or one that was refused.
   *
   * @param id the id of the workflow
   */
  @PostMapping(path = "/{id}/publication", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "publishWorkflow",
      tags = "workflows",
      summary = "Publish the result of a dry run, or one that was refused",
      description =
          "Publishes all changed files, or those that match paths. Ends as failed with"
              + " publish_conflict if the target has changed since, and with publish_rejected if a"
              + " repository rejects the push. Can be rolled back. Idempotent.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not allowed in the current status",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "410",
      description = "The files have expired",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> publish(
      @PathVariable String id, @RequestBody(required = false) @Nullable PublicationRequest request)
      throws IOException {
    List<String> paths = request == null || request.paths() == null ? List.of() : request.paths();
    requireGlobs(paths);
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    if (workflow.allowedActions().contains(WorkflowAction.PUBLICATION)
        && workflow.snapshot() != null
        && workflow.tree() != null) {
      requireChangedFiles(
          paths, snapshots.changedPaths(workflow.target(), workflow.snapshot(), workflow.tree()));
    }
    return accepted(workflows.publish(id, paths));
  }

  /** Throws with an error for each glob that matches no changed file. */
  private static void requireChangedFiles(List<String> globs, List<String> changed) {
    var errors = new ArrayList<ValidationError>();
    for (int i = 0; i < globs.size(); i++) {
      Glob glob = Glob.path(globs.get(i));
      if (changed.stream().noneMatch(glob::matches)) {
        errors.add(
            new ValidationError(
                "/paths/" + i, "%s matches no changed file".formatted(globs.get(i))));
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
  }

  /**
   * A request for a publication.
   *
   * @param paths the globs of the changed files, relative to the target; all files when absent
   */
  @Schema(name = "PublicationRequest")
  record PublicationRequest(@Nullable List<String> paths) {}

  /**
   * A request for a rollback.
   *
   * @param paths the globs of the files, relative to the target; all files when absent
   */
  @Schema(name = "RollbackRequest")
  record RollbackRequest(@Nullable List<String> paths) {}

  /**
   * Pauses a workflow before its next step.
   *
   * @param id the id of the workflow
   */
  @PostMapping("/{id}/pause")
  @Operation(
      operationId = "pauseWorkflow",
      tags = "workflows",
      summary = "Pause a workflow before its next step",
      description =
          "The workflow then waits for a decision or a resumption, and is aborted if there is none"
              + " in time. Idempotent.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not allowed in the current status",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> pause(@PathVariable String id) {
    return accepted(workflows.requestAction(id, WorkflowAction.PAUSE));
  }

  /**
   * Resumes a workflow.
   *
   * @param id the id of the workflow
   */
  @PostMapping("/{id}/resumption")
  @Operation(
      operationId = "resumeWorkflow",
      tags = "workflows",
      summary = "Resume a workflow",
      description =
          "Resumes a paused workflow. A failed or cancelled workflow continues from its last"
              + " checkpoint, at its first step that is not completed.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "Not allowed in the current status",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> resume(@PathVariable String id) {
    return accepted(workflows.requestAction(id, WorkflowAction.RESUMPTION));
  }

  /**
   * A request for a rerun.
   *
   * @param fromStep the first step to run again; the first step that is not completed when absent
   */
  @Schema(name = "RerunRequest")
  record RerunRequest(@Nullable String fromStep) {}

  /**
   * Reruns a workflow.
   *
   * @param id the id of the workflow
   */
  @PostMapping(path = "/{id}/rerun", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "rerunWorkflow",
      tags = "workflows",
      summary = "Rerun a workflow",
      description =
          "Starts a new workflow with the plan of an ended one. If the target is unchanged, the"
              + " results of the steps before from_step are reused.")
  @ApiResponse(responseCode = "202")
  @ApiResponse(
      responseCode = "409",
      description = "The workflow has not ended",
      content = @Content(mediaType = "application/problem+json"))
  @AlsoText
  ResponseEntity<WorkflowView> rerun(
      @PathVariable String id, @RequestBody(required = false) @Nullable RerunRequest request) {
    return accepted(workflows.rerun(id, request == null ? null : request.fromStep()));
  }

  private static ResponseEntity<WorkflowView> accepted(WorkflowView workflow) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/workflows/" + workflow.workflowId()))
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(workflow);
  }
}
