package dev.pawl.workflowapi;

import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** REST controller for the resulting files of a workflow, for every kind of target. */
@RestController
@Tag(name = "results")
class ResultController {

  private static final String GZIP = "application/gzip";

  private final WorkflowService workflows;
  private final SnapshotReader snapshots;

  ResultController(WorkflowService workflows, SnapshotReader snapshots) {
    this.workflows = workflows;
    this.snapshots = snapshots;
  }

  /**
   * Writes the archive synchronously, as a streaming response body would be subject to the async request timeout.
   *
   * @param id the id of the workflow
   */
  @GetMapping(
      path = "/api/v1/workflows/{id}/result",
      produces = {GZIP, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      operationId = "downloadResult",
      summary = "Download the resulting files as a tar.gz",
      description =
          "For a completed workflow, all files of the target with its changes; for a dry run, the"
              + " files as they would be; after a rollback, the original files. Files excluded by"
              + " .gitignore or excluded_patterns are not included. The same files produce the same"
              + " bytes and the same ETag.")
  @ApiResponse(
      responseCode = "200",
      headers = {
        @Header(name = "ETag", ref = "#/components/headers/ETag"),
        @Header(name = "Content-Disposition", ref = "#/components/headers/Content-Disposition")
      },
      content = @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(
      responseCode = "304",
      description = "Not modified",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
      content = @Content)
  @ApiResponse(
      responseCode = "409",
      description = "The workflow has not ended, has failed or was cancelled",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "410",
      description = "The files have expired",
      content = @Content(mediaType = "application/problem+json"))
  void result(@PathVariable String id, ServletWebRequest request, HttpServletResponse response)
      throws IOException {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    String tree = tree(workflow);
    if (tree == null) {
      throw new ResultNotAvailableException(workflow);
    }
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (request.checkNotModified(tree)) {
      return;
    }
    response.setContentType(GZIP);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".tar.gz\"");
    snapshots.writeArchive(workflow.target(), tree, response.getOutputStream());
  }

  private static @Nullable String tree(WorkflowView workflow) {
    return switch (workflow.status()) {
      case COMPLETED -> workflow.tree();
      case ROLLED_BACK -> workflow.snapshot();
      case QUEUED, RUNNING, AWAITING_DECISION, FAILED, CANCELLED -> null;
    };
  }
}
