package dev.pawl.workflowlist;

import dev.pawl.web.AlsoText;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import dev.pawl.web.ParameterPrefix;
import dev.pawl.web.TextDocument;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the filtered and paged list of workflows. */
@RestController
@RequestMapping("/api/v1/workflows")
@Tag(name = "workflows")
class WorkflowListController {

  private static final String LABEL_PREFIX = "label.";

  private final WorkflowListService workflows;
  private final WorkspaceService workspaces;

  WorkflowListController(WorkflowListService workflows, WorkspaceService workspaces) {
    this.workflows = workflows;
    this.workspaces = workspaces;
  }

  /**
   * A page of workflows; {@code nextCursor} is absent on the last page.
   *
   * @param items the workflows, newest first
   * @param nextCursor the cursor of the next page; absent on the last page
   * @param total the number of all matching workflows; only with {@code include=total}
   */
  @Schema(name = "WorkflowPage")
  record Page(List<WorkflowSummary> items, @Nullable String nextCursor, @Nullable Long total)
      implements TextDocument {

    @Override
    public List<String> textLines() {
      return items.stream()
          .map(workflow ->
              "%-40s %-17s %-14s %s"
                  .formatted(
                      workflow.workflowId(),
                      workflow.status().value(),
                      workflow.type(),
                      workflow.target()))
          .toList();
    }
  }

  /**
   * Lists workflows, newest first.
   *
   * @param status the statuses; can be repeated
   * @param type the workflow type
   * @param target the path or URL of the target
   * @param session the id of the session
   * @param endedReason the reason why the workflows ended
   * @param createdAfter the time after which the workflows were submitted, in ISO 8601
   * @param createdBefore the time before which the workflows were submitted, in ISO 8601
   * @param startedBefore the time before which the workflows started, in ISO 8601
   * @param project the owning project
   * @param repository the URL of the git repository
   * @param branch the name of the branch, such as {@code main}
   * @param commit the id of the commit, or at least its first 4 digits
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of workflows, from 1 to 200
   * @param include {@code total}: count all matching workflows, which is slow
   */
  @GetMapping
  @Operation(
      operationId = "listWorkflows",
      summary = "List workflows, newest first",
      description =
          "Filter by labels with label.<name>=<value>. The Link header contains the next page.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"),
      content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = Page.class)),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"))
      })
  @AlsoText
  @ParameterPrefix(LABEL_PREFIX)
  ResponseEntity<Page> list(
      @Parameter(array = @ArraySchema(schema = @Schema(implementation = WorkflowStatus.class)))
          @RequestParam(required = false)
          @Nullable List<String> status,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(name = "session_id", required = false) @Nullable String session,
      @Parameter(schema = @Schema(implementation = EndedReason.class))
          @RequestParam(name = "ended_reason", required = false)
          @Nullable String endedReason,
      @RequestParam(name = "created_after", required = false) @Nullable String createdAfter,
      @RequestParam(name = "created_before", required = false) @Nullable String createdBefore,
      @RequestParam(name = "started_before", required = false) @Nullable String startedBefore,
      @RequestParam(required = false) @Nullable String project,
      @RequestParam(required = false) @Nullable String repository,
      @RequestParam(required = false) @Nullable String branch,
      @RequestParam(required = false) @Nullable String commit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "20") int limit,
      @RequestParam(required = false) @Nullable String include,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    var filter =
        new WorkflowFilter(
            status == null
                ? List.of()
                : status.stream()
                    .flatMap(value ->
                        parseEnum("status", value, WorkflowStatus.values(), errors).stream())
                    .toList(),
            type,
            target == null ? null : workspaces.targetName(target),
            InvalidRequestException.parse(
                "session_id", session, UUID::fromString, "is not a session ID", errors),
            endedReason == null
                ? null
                : parseEnum("ended_reason", endedReason, EndedReason.values(), errors).orElse(null),
            InvalidRequestException.parseTime("created_after", createdAfter, errors),
            InvalidRequestException.parseTime("created_before", createdBefore, errors),
            InvalidRequestException.parseTime("started_before", startedBefore, errors),
            labels(parameters),
            project,
            repository,
            CommitCriteria.branchName(branch),
            InvalidRequestException.parse(
                "commit",
                commit,
                CommitCriteria::parseCommit,
                CommitCriteria.COMMIT_ERROR,
                errors));
    ScrollPosition position = KeysetCursor.parse(cursor, errors);
    if (include != null && !include.equals("total")) {
      errors.add(new ValidationError("include", "is not total"));
    }
    if (limit < 1 || limit > 200) {
      errors.add(new ValidationError("limit", "must be from 1 to 200"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    Window<WorkflowSummary> page = workflows.list(filter, position, limit);
    String next = KeysetCursor.next(page);
    return NextPage.respond(
        new Page(page.getContent(), next, include != null ? workflows.count(filter) : null),
        "/api/v1/workflows",
        parameters,
        next);
  }

  private static Map<String, String> labels(MultiValueMap<String, String> parameters) {
    var labels = new TreeMap<String, String>();
    parameters
        .toSingleValueMap()
        .forEach((name, value) -> {
          if (name.startsWith(LABEL_PREFIX)) {
            labels.put(name.substring(LABEL_PREFIX.length()), value);
          }
        });
    return labels;
  }

  private static <E extends Enum<E>> Optional<E> parseEnum(
      String name, String value, E[] constants, List<ValidationError> errors) {
    Optional<E> match =
        Arrays.stream(constants)
            .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(value))
            .findFirst();
    if (match.isEmpty()) {
      var accepted =
          Arrays.stream(constants)
              .map(constant -> constant.name().toLowerCase(Locale.ROOT))
              .toList();
      errors.add(
          new ValidationError(
              name, "%s is not one of %s".formatted(value, String.join(", ", accepted))));
    }
    return match;
  }
}
