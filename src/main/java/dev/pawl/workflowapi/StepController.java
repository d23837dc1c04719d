package dev.pawl.workflowapi;

import dev.pawl.web.AlsoText;
import dev.pawl.web.TextDocument;
import dev.pawl.workflow.StepLogService;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.WorkflowView.StepView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for one step of a workflow, its attempts and their logs. */
@RestController
@RequestMapping("/api/v1/workflows/{id}/steps/{name}")
@Tag(name = "steps")
class StepController {

  private final WorkflowService workflows;
  private final StepLogService logs;
  private final Duration logRetention;

  StepController(
      WorkflowService workflows,
      StepLogService logs,
      @Value("${pawl.retention.logs:30d}") Duration logRetention) {
    this.workflows = workflows;
    this.logs = logs;
    this.logRetention = logRetention;
  }

  /**
   * A step with all its attempts, oldest first.
   *
   * @param step the step
   * @param attempts the attempts, oldest first
   */
  @Schema(name = "StepDetails")
  record StepDetails(StepView step, List<AttemptView> attempts) implements TextDocument {

    @Override
    public List<String> textLines() {
      var lines = new ArrayList<String>();
      lines.add("%s: %s, %s".formatted(step.name(), step.command(), step.status().value()));
      for (AttemptView attempt : attempts) {
        lines.add(
            "attempt %d: %s on %s"
                .formatted(attempt.number(), attempt.status().value(), attempt.node()));
        attempt.verdicts().forEach(verdict -> lines.add("  " + verdict.text()));
        if (attempt.outcome() != null) {
          lines.add("  " + attempt.outcome().summary());
        }
        if (attempt.error() != null) {
          lines.add("  " + attempt.error());
        }
      }
      return lines;
    }
  }

  /**
   * Returns a step and its attempts.
   *
   * @param id the id of the workflow
   * @param name the name of the step
   */
  @GetMapping
  @Operation(
      operationId = "getStep",
      summary = "Get a step and its attempts",
      description = "Each attempt with its stages, its result and the verdicts of its gates.")
  @AlsoText
  StepDetails step(@PathVariable String id, @PathVariable String name) {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    StepView step =
        workflow
            .step(name)
            .orElseThrow(() -> new WorkflowNotFoundException("step of " + id + " called", name));
    return new StepDetails(step, workflows.attempts(id, name).orElse(List.of()));
  }

  /**
   * Returns the log of a step.
   *
   * @param id the id of the workflow
   * @param name the name of the step
   * @param attempt the number of the attempt, from 1; the last one if absent
   */
  @GetMapping(
      path = "/log",
      produces = {MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      operationId = "getStepLog",
      summary = "Get the log of a step",
      description =
          "Returns the log of the last attempt unless attempt is given. Follow it with Range:"
              + " bytes=<received>-.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Accept-Ranges", ref = "#/components/headers/Accept-Ranges"),
      content = @Content(mediaType = "text/plain", schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "206",
      description = "The requested range",
      headers = {
        @Header(name = "Content-Range", ref = "#/components/headers/Content-Range"),
        @Header(name = "Accept-Ranges", ref = "#/components/headers/Accept-Ranges")
      },
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(mediaType = "multipart/byteranges", schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "410",
      description = "The log has expired",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "416",
      description = "The range starts after the current end of the log",
      headers = @Header(name = "Content-Range", ref = "#/components/headers/Content-Range"),
      content = @Content)
  ResponseEntity<Resource> log(
      @PathVariable String id,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable Integer attempt,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.RANGE, required = false)
          @Nullable String range) {
    int attempts = step(id, name).attempts().size();
    int number = attempt == null ? Math.max(1, attempts) : attempt;
    Optional<Resource> log = logs.find(id, name, number);
    if (log.isEmpty()) {
      Optional<Instant> deletedAt = workflows.findLogDeletionTime(id);
      if (deletedAt.isPresent() && number <= attempts) {
        throw new LogsExpiredException(id, deletedAt.get(), logRetention);
      }
      throw new WorkflowNotFoundException("log of step", name + ", attempt " + number);
    }
    long length = length(log.get());
    if (range != null && !isSatisfiable(range, length)) {
      return ResponseEntity.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
          .header(HttpHeaders.CONTENT_RANGE, "bytes */" + length)
          .build();
    }
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .body(log.get());
  }

  private static long length(Resource log) {
    try {
      return log.contentLength();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSatisfiable(String range, long length) {
    try {
      return HttpRange.parseRanges(range).stream()
          .allMatch(httpRange -> httpRange.getRangeStart(length) < length);
    } catch (IllegalArgumentException invalidRange) {
      return false;
    }
  }
}
