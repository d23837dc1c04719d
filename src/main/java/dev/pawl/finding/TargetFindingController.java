package dev.pawl.finding;

import dev.pawl.command.Severity;
import dev.pawl.finding.ExaminationRepository.HistoryEntry;
import dev.pawl.finding.FindingSearchRepository.Group;
import dev.pawl.finding.TargetFindingService.FoundFindings;
import dev.pawl.finding.TargetFindingService.TargetFinding;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import dev.pawl.web.ResourceNotFoundException;
import dev.pawl.workspace.WorkspaceService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the findings of targets and workflows, with filters, groups and history. */
@RestController
@RequestMapping(TargetFindingController.PATH)
@Tag(name = "findings")
class TargetFindingController {

  static final String PATH = "/api/v1/findings";

  private static final int MAX_LIMIT = 1000;

  private final TargetFindingService findings;
  private final WorkspaceService workspaces;

  TargetFindingController(TargetFindingService findings, WorkspaceService workspaces) {
    this.findings = findings;
    this.workspaces = workspaces;
  }

  /**
   * A page of findings.
   *
   * @param items the findings
   * @param total the number of all findings that match
   * @param nextCursor the cursor of the next page; absent on the last page
   */
  @Schema(name = "TargetFindingPage")
  record FindingPage(List<TargetFinding> items, long total, @Nullable String nextCursor) {}

  /**
   * A page of groups of findings.
   *
   * @param items the groups, the largest one first
   * @param nextCursor the cursor of the next page; absent on the last page
   */
  @Schema(name = "FindingGroupPage")
  record GroupPage(List<Group> items, @Nullable String nextCursor) {}

  /**
   * A page of the history of a target.
   *
   * @param items what each workflow has found, newest first
   * @param nextCursor the cursor of the next page; absent on the last page
   */
  @Schema(name = "FindingHistoryPage")
  record HistoryPage(List<HistoryEntry> items, @Nullable String nextCursor) {}

  /**
   * Lists the findings of a target or of a workflow.
   *
   * @param target the path or URL of the target
   * @param workflowId the id of the workflow; one of target and workflow_id is required
   * @param ref the full name of the branch or tag, such as {@code refs/heads/main}; only with target
   * @param rule the rule, such as {@code pmd/UnusedPrivateField} or {@code pmd/*}
   * @param severity the severity
   * @param tool the tool
   * @param path the glob, folder or file
   * @param isNew whether the findings are new
   * @param fixed {@code true}: the findings that no longer occur, instead of those that do
   * @param baseline whether the baseline of the target contains the findings
   * @param resolution the decision about the findings: false_positive, accepted, wont_fix, any or none
   * @param text a part of the message, the file or the rule, in any case
   * @param sort the order
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of findings, from 1 to 1000
   */
  @GetMapping
  @Operation(
      operationId = "searchFindings",
      summary = "List the findings of a target or of a workflow",
      description =
          "The findings of a target are those that its last examinations have found: the last run"
              + " of each command in a workflow on the whole target. They are new if the"
              + " examination before did not have them. Findings of a workflow are new by the"
              + " comparison of its gates. If a command has run more than once, its last run"
              + " counts.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  @ApiResponse(
      responseCode = "404",
      description = "Unknown workflow",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<FindingPage> list(
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(name = "workflow_id", required = false) @Nullable String workflowId,
      @RequestParam(required = false) @Nullable String ref,
      @RequestParam(required = false) @Nullable String rule,
      @Parameter(schema = @Schema(implementation = Severity.class)) @RequestParam(required = false)
          @Nullable String severity,
      @RequestParam(required = false) @Nullable String tool,
      @RequestParam(required = false) @Nullable String path,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(name = "new", required = false)
          @Nullable String isNew,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(required = false)
          @Nullable String fixed,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(required = false)
          @Nullable String baseline,
      @RequestParam(required = false) @Nullable String resolution,
      @RequestParam(name = "q", required = false) @Nullable String text,
      @Parameter(schema = @Schema(implementation = FindingSort.class))
          @RequestParam(required = false)
          @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    var query = new FindingQuery(errors);
    FindingFilter filter =
        filter(query, rule, severity, tool, path, isNew, fixed, baseline, resolution, text);
    FindingSort order = query.parse("sort", sort, FindingSort.values(), FindingSort::value);
    int offset = query.parseCursor(cursor);
    query.parseLimit(limit, MAX_LIMIT);
    FindingSource source = source(target, workflowId, ref, errors);
    FoundFindings found =
        findings.find(source, filter, order == null ? FindingSort.PATH : order, offset, limit + 1);
    String next = found.items().size() > limit ? Integer.toString(offset + limit) : null;
    return NextPage.respond(
        new FindingPage(first(found.items(), limit), found.total(), next), PATH, parameters, next);
  }

  /**
   * Groups the findings of a target or of a workflow.
   *
   * @param by the property that the findings of a group have in common
   * @param target the path or URL of the target
   * @param workflowId the id of the workflow; one of target and workflow_id is required
   * @param ref the full name of the branch or tag, such as {@code refs/heads/main}; only with target
   * @param rule the rule, such as {@code pmd/UnusedPrivateField} or {@code pmd/*}
   * @param severity the severity
   * @param tool the tool
   * @param path the glob, folder or file
   * @param isNew whether the findings are new
   * @param fixed {@code true}: the findings that no longer occur, instead of those that do
   * @param baseline whether the baseline of the target contains the findings
   * @param resolution the decision about the findings: false_positive, accepted, wont_fix, any or none
   * @param text a part of the message, the file or the rule, in any case
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of groups, from 1 to 1000
   */
  @GetMapping("/groups")
  @Operation(
      operationId = "groupFindings",
      summary = "Count the findings of a target or of a workflow by group",
      description =
          "The parameters select the findings as for the list of findings. The largest group is the"
              + " first one.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  @ApiResponse(
      responseCode = "404",
      description = "Unknown workflow",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<GroupPage> group(
      @Parameter(required = true, schema = @Schema(implementation = FindingGrouping.class))
          @RequestParam(required = false)
          @Nullable String by,
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(name = "workflow_id", required = false) @Nullable String workflowId,
      @RequestParam(required = false) @Nullable String ref,
      @RequestParam(required = false) @Nullable String rule,
      @Parameter(schema = @Schema(implementation = Severity.class)) @RequestParam(required = false)
          @Nullable String severity,
      @RequestParam(required = false) @Nullable String tool,
      @RequestParam(required = false) @Nullable String path,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(name = "new", required = false)
          @Nullable String isNew,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(required = false)
          @Nullable String fixed,
      @Parameter(schema = @Schema(type = "boolean")) @RequestParam(required = false)
          @Nullable String baseline,
      @RequestParam(required = false) @Nullable String resolution,
      @RequestParam(name = "q", required = false) @Nullable String text,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    var query = new FindingQuery(errors);
    FindingFilter filter =
        filter(query, rule, severity, tool, path, isNew, fixed, baseline, resolution, text);
    FindingGrouping grouping =
        query.parse("by", by == null ? "" : by, FindingGrouping.values(), FindingGrouping::value);
    int offset = query.parseCursor(cursor);
    query.parseLimit(limit, MAX_LIMIT);
    FindingSource source = source(target, workflowId, ref, errors);
    List<Group> groups =
        findings.group(
            source, filter, grouping == null ? FindingGrouping.RULE : grouping, offset, limit + 1);
    String next = groups.size() > limit ? Integer.toString(offset + limit) : null;
    return NextPage.respond(
        new GroupPage(first(groups, limit), next), PATH + "/groups", parameters, next);
  }

  /**
   * Lists what workflows have found in a target.
   *
   * @param target the path or URL of the target
   * @param ref the full name of the branch or tag, such as {@code refs/heads/main}; all if absent
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of workflows, from 1 to 1000
   */
  @GetMapping("/history")
  @Operation(
      operationId = "getFindingHistory",
      summary = "List the number of findings of a target over time",
      description =
          "One entry for each workflow that has examined the whole target, newest first: the open,"
              + " new and fixed findings, compared with the workflow before on the same branch.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  ResponseEntity<HistoryPage> history(
      @Parameter(required = true) @RequestParam(required = false) @Nullable String target,
      @RequestParam(required = false) @Nullable String ref,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    var query = new FindingQuery(errors);
    int offset = query.parseCursor(cursor);
    query.parseLimit(limit, MAX_LIMIT);
    if (target == null) {
      errors.add(new ValidationError("target", "is required: the path or URL of the target"));
    }
    if (target == null || !errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    List<HistoryEntry> entries =
        findings.findHistory(workspaces.targetName(target), ref, offset, limit + 1);
    String next = entries.size() > limit ? Integer.toString(offset + limit) : null;
    return NextPage.respond(
        new HistoryPage(first(entries, limit), next), PATH + "/history", parameters, next);
  }

  private static FindingFilter filter(
      FindingQuery query,
      @Nullable String rule,
      @Nullable String severity,
      @Nullable String tool,
      @Nullable String path,
      @Nullable String isNew,
      @Nullable String fixed,
      @Nullable String baseline,
      @Nullable String resolution,
      @Nullable String text) {
    return new FindingFilter(
        query.parseText("rule", rule),
        query.parseSeverity(severity),
        query.parseText("tool", tool),
        query.parsePath(path),
        query.parseBoolean("new", isNew),
        Boolean.TRUE.equals(query.parseBoolean("fixed", fixed)),
        query.parseBoolean("baseline", baseline),
        query.parseResolution(resolution),
        query.parseText("q", text));
  }

  /** Returns the findings to select from; throws all errors, if there are any. */
  private FindingSource source(
      @Nullable String target,
      @Nullable String workflowId,
      @Nullable String ref,
      List<ValidationError> errors) {
    if ((target == null) == (workflowId == null)) {
      errors.add(
          new ValidationError("target", "either target or workflow_id is required, and not both"));
    }
    if (ref != null && workflowId != null) {
      errors.add(new ValidationError("ref", "is accepted only together with target"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    return workflowId == null
        ? findings.findTarget(workspaces.targetName(String.valueOf(target)), ref)
        : findings.findWorkflow(workflowId).orElseThrow(() -> notFound(workflowId));
  }

  private static ResourceNotFoundException notFound(String workflow) {
    return new ResourceNotFoundException("There is no workflow %s.".formatted(workflow));
  }

  private static <T> List<T> first(List<T> items, int limit) {
    return items.subList(0, Math.min(limit, items.size()));
  }
}
