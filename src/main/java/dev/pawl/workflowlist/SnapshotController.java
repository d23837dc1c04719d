package dev.pawl.workflowlist;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the snapshots of workflows. */
@RestController
@Tag(name = "targets")
class SnapshotController {

  private static final int MAX_LIMIT = 200;

  private final WorkflowListService workflows;
  private final WorkspaceService workspaces;

  SnapshotController(WorkflowListService workflows, WorkspaceService workspaces) {
    this.workflows = workflows;
    this.workspaces = workspaces;
  }

  /**
   * A page of snapshots, newest first.
   *
   * @param items the snapshots, newest first
   * @param nextCursor the cursor of the next page; absent on the last page
   */
  @Schema(name = "SnapshotPage")
  record SnapshotPage(List<SnapshotView> items, @Nullable String nextCursor) {}

  /**
   * Lists the snapshots of workflows, newest first.
   *
   * @param target the path or URL of a target; all targets if absent
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of snapshots, from 1 to 200
   */
  @GetMapping("/api/v1/snapshots")
  @Operation(
      operationId = "listSnapshots",
      summary = "List the snapshots of workflows, newest first",
      description =
          "Snapshots are retained for 7 days, those of the last 20 workflows of each target longer,"
              + " and snapshots in use in any case.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  ResponseEntity<SnapshotPage> snapshots(
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    ScrollPosition position = KeysetCursor.parse(cursor, errors);
    if (limit < 1 || limit > MAX_LIMIT) {
      errors.add(new ValidationError("limit", "must be from 1 to 200"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    Window<SnapshotView> page =
        workflows.snapshots(target == null ? null : workspaces.targetName(target), position, limit);
    String next = KeysetCursor.next(page);
    return NextPage.respond(
        new SnapshotPage(page.getContent(), next), "/api/v1/snapshots", parameters, next);
  }
}
