package dev.pawl.forge;

import dev.pawl.forge.Badge.Result;
import dev.pawl.web.PublicRequest;
import dev.pawl.web.RequestPath;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflowlist.WorkflowFilter;
import dev.pawl.workflowlist.WorkflowListService;
import dev.pawl.workflowlist.WorkflowSummary;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Returns the badge of a target. The badges of targets that the operator lists need no authentication. */
@RestController
@RequestMapping(BadgeController.PATH)
@Tag(name = "forges")
class BadgeController implements PublicRequest {

  static final String PATH = "/api/v1/badge";

  private static final String SVG = "image/svg+xml";
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  /** The statuses that say something about the code. */
  private static final List<WorkflowStatus> RESULTS =
      List.of(WorkflowStatus.COMPLETED, WorkflowStatus.FAILED, WorkflowStatus.ROLLED_BACK);

  private final WorkflowListService workflows;
  private final WorkspaceService workspaces;
  private final ForgeProperties properties;

  BadgeController(
      WorkflowListService workflows, WorkspaceService workspaces, ForgeProperties properties) {
    this.workflows = workflows;
    this.workspaces = workspaces;
    this.properties = properties;
  }

  @Override
  public boolean matches(HttpServletRequest request) {
    if (properties.publicBadges().isEmpty()
        || !RequestPath.of(request).equals(PATH)
        || !request.getMethod().equals("GET")) {
      return false;
    }
    String target = request.getParameter("target");
    return target != null && isListed(target);
  }

  private boolean isListed(String target) {
    try {
      String name = workspaces.targetName(target);
      return properties.publicBadges().stream()
          .anyMatch(listed -> workspaces.targetName(listed).equals(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Returns the badge of a target.
   *
   * @param target the path of a directory, or the URL of a repository
   * @param branch the branch whose last result is shown; that of any branch if absent
   */
  @GetMapping(produces = SVG)
  @Operation(
      operationId = "getBadge",
      summary = "Get the badge of a target",
      description =
          "An SVG image with the result of the last workflow that has ended: passed, failed, or"
              + " unknown if there is none that the caller may see. The badges of the targets in"
              + " pawl.forge.public-badges need no authentication.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
      content = @Content(mediaType = SVG, schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "304",
      description = "Not modified",
      headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
      content = @Content)
  ResponseEntity<String> get(
      @RequestParam String target, @RequestParam(required = false) @Nullable String branch) {
    Result result = result(workspaces.targetName(target), branch);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(MAX_AGE).cachePrivate())
        .eTag("\"" + result.text() + "\"")
        .body(Badge.render(result));
  }

  private Result result(String target, @Nullable String branch) {
    var filter =
        new WorkflowFilter(
            RESULTS, null, target, null, null, null, null, null, Map.of(), null, null, branch,
            null);
    List<WorkflowSummary> last = workflows.list(filter, ScrollPosition.keyset(), 1).getContent();
    if (last.isEmpty()) {
      return Result.UNKNOWN;
    }
    return last.getFirst().status() == WorkflowStatus.COMPLETED ? Result.PASSED : Result.FAILED;
  }
}
