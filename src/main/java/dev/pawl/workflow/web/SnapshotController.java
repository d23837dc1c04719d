package dev.pawl.workflow.web;

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
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the snapshots of workflows. */
@RestController
@Tag(name = "targets")
class SnapshotController {

  private static final int MAX_LIMIT = 200;

  private final JdbcClient client;
  private final WorkspaceService workspaces;

  SnapshotController(JdbcClient client, WorkspaceService workspaces) {
    this.client = client;
    this.workspaces = workspaces;
  }

  /**
   * A snapshot of a target.
   *
   * @param snapshot the git tree of the files
   * @param tree the git tree of the latest result
   * @param target the path or URL of the target, or the name of an archive
   * @param workflowId the id of the workflow that created the snapshot
   * @param createdAt the time of creation
   * @param prunedAt the time when both were deleted; absent while they exist
   */
  @Schema(name = "SnapshotView")
  record SnapshotView(
      String snapshot,
      @Nullable String tree,
      String target,
      String workflowId,
      Instant createdAt,
      @Nullable Instant prunedAt) {}

  /**
   * A page of snapshots, newest first; {@code nextCursor} is absent on the last page.
   *
   * @param items the snapshots, newest first
   * @param nextCursor the cursor of the next page; absent on the last page
   */
  @Schema(name = "SnapshotPage")
  record SnapshotPage(List<SnapshotView> items, @Nullable String nextCursor) {}

  private record Row(UUID id, SnapshotView view) {}

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
    UUID before =
        InvalidRequestException.parse(
            "cursor", cursor, UUID::fromString, "is not a cursor of this list", errors);
    if (limit < 1 || limit > MAX_LIMIT) {
      errors.add(new ValidationError("limit", "must be from 1 to 200"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    List<Row> rows =
        client
            .sql(
                """
                select id, snapshot, tree, target_name, name, created_at, states_pruned_at from workflow
                where snapshot is not null and (:target::text is null or target_name = :target)
                  and (:before::uuid is null or id < :before)
                order by id desc limit :limit
                """)
            .param("target", target == null ? null : workspaces.targetName(target))
            .param("before", before)
            .param("limit", limit + 1)
            .query((row, number) -> {
              Timestamp prunedAt = row.getTimestamp(7);
              return new Row(
                  row.getObject(1, UUID.class),
                  new SnapshotView(
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5),
                      row.getTimestamp(6).toInstant(),
                      prunedAt == null ? null : prunedAt.toInstant()));
            })
            .list();
    boolean hasMore = rows.size() > limit;
    String next = hasMore ? rows.get(limit - 1).id().toString() : null;
    return NextPage.respond(
        new SnapshotPage(rows.stream().limit(limit).map(Row::view).toList(), next),
        "/api/v1/snapshots",
        parameters,
        next);
  }
}
