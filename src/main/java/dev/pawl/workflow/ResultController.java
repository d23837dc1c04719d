package dev.pawl.workflow;

import dev.pawl.workspace.KeptStates;
import io.swagger.v3.oas.annotations.Operation;
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

/** The files that a workflow has made, whatever its target is. */
@RestController
@Tag(name = "workflows")
class ResultController {

  private static final String GZIP = "application/gzip";

  private final Workflows workflows;
  private final KeptStates states;

  ResultController(Workflows workflows, KeptStates states) {
    this.workflows = workflows;
    this.states = states;
  }

  /** Writes it here and now: as a body that streams by itself it would be cut off after the server's time for those. */
  @GetMapping(
      path = "/api/v1/workflows/{id}/result",
      produces = {GZIP, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      summary = "The resulting files, as a tar.gz",
      description =
          "Of a completed workflow, all files of the target as they are with its changes; of a dry"
              + " run, as they would be; of one that was rolled back, as they were. What .gitignore"
              + " and excluded_patterns of the target leave out is not in it. The same files give"
              + " the same bytes, and the same ETag.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "304", description = "You have it", content = @Content)
  @ApiResponse(
      responseCode = "409",
      description = "It has not ended, or failed, or was cancelled",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "410",
      description = "Its files are no longer kept",
      content = @Content(mediaType = "application/problem+json"))
  void result(@PathVariable String id, ServletWebRequest request, HttpServletResponse response)
      throws IOException {
    WorkflowView workflow = workflows.find(id).orElseThrow(() -> new UnknownWorkflow(id));
    String tree = tree(workflow);
    if (tree == null) {
      throw new NoResult(workflow);
    }
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (request.checkNotModified(tree)) {
      return;
    }
    response.setContentType(GZIP);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".tar.gz\"");
    states.pack(workflow.target(), tree, response.getOutputStream());
  }

  private static @Nullable String tree(WorkflowView workflow) {
    return switch (workflow.status()) {
      case COMPLETED -> workflow.tree();
      case ROLLED_BACK -> workflow.snapshot();
      case QUEUED, RUNNING, AWAITING_DECISION, FAILED, CANCELLED -> null;
    };
  }
}
