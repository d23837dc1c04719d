package dev.pawl.workflowapi;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingService;
import dev.pawl.finding.NumberedFinding;
import dev.pawl.web.AlsoText;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import dev.pawl.web.TextDocument;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the findings of a workflow. */
@RestController
@Tag(name = "results")
class FindingController {

  private static final int MAX_LIMIT = 1000;

  private final WorkflowService workflows;
  private final FindingService findings;

  FindingController(WorkflowService workflows, FindingService findings) {
    this.workflows = workflows;
    this.findings = findings;
  }

  /**
   * A page of findings.
   *
   * @param items the findings in the order of files and lines
   * @param nextCursor the cursor of the next page; absent on the last page
   * @param nextAfter the same as next_cursor, as a number; use next_cursor
   */
  @Schema(name = "FindingPage")
  record FindingPage(
      List<NumberedFinding> items,
      @Nullable String nextCursor,
      @Schema(deprecated = true) @Nullable Integer nextAfter)
      implements TextDocument {

    /** Returns the findings in the form of compilers, which editors and CI systems recognize. */
    @Override
    public List<String> textLines() {
      return items.stream().map(item -> toLine(item.finding())).toList();
    }

    private static String toLine(Finding finding) {
      return "%s:%d:%d: %s: %s [%s/%s]"
          .formatted(
              finding.file(),
              finding.line(),
              finding.column(),
              finding.severity().name().toLowerCase(Locale.ROOT),
              finding.message(),
              finding.tool(),
              finding.rule());
    }
  }

  /**
   * Lists the findings of a workflow.
   *
   * @param id the id of the workflow
   * @param step the only step whose findings are returned; all steps if absent
   * @param severity the severity; all severities if absent
   * @param suppressed true for the findings that comments and annotations in the code suppress, false for the others
   * @param after the number of the last finding of the previous page; use cursor instead
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   * @param limit the maximum number of findings, from 1 to 1000
   */
  @GetMapping("/api/v1/workflows/{id}/findings")
  @Operation(
      operationId = "listFindings",
      summary = "List the findings of a workflow",
      description =
          "Returns the findings of all commands, in the order of files and lines, unless a step is"
              + " given. If a command has run more than once, its last run counts. Findings that"
              + " the code suppresses are returned only on request.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  @AlsoText
  ResponseEntity<FindingPage> list(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String step,
      @Parameter(schema = @Schema(implementation = Severity.class)) @RequestParam(required = false)
          @Nullable String severity,
      @Parameter(schema = @Schema(type = "boolean", defaultValue = "false"))
          @RequestParam(defaultValue = "false")
          String suppressed,
      @Parameter(deprecated = true) @RequestParam(defaultValue = "0") int after,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    if (limit < 1 || limit > MAX_LIMIT) {
      errors.add(new ValidationError("limit", "must be from 1 to " + MAX_LIMIT));
    }
    if (after < 0) {
      errors.add(new ValidationError("after", "must be at least 0"));
    }
    Integer position =
        InvalidRequestException.parse(
            "cursor", cursor, Integer::valueOf, "is not a cursor of this list", errors);
    Optional<Severity> severityFilter =
        severity == null ? Optional.empty() : parseSeverity(severity);
    if (severity != null && severityFilter.isEmpty()) {
      errors.add(new ValidationError("severity", "is not one of error, warning and info"));
    }
    if (!suppressed.equals("true") && !suppressed.equals("false")) {
      errors.add(new ValidationError("suppressed", "is not one of true and false"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    Optional<List<NumberedFinding>> page =
        findings.findPage(
            id,
            step,
            position == null ? after : position,
            severityFilter.orElse(null),
            suppressed.equals("true"),
            limit + 1);
    if (step != null && page.isEmpty()) {
      throw new WorkflowNotFoundException("step of " + id + " called", step);
    }
    List<NumberedFinding> items = page.orElse(List.of());
    boolean hasMore = items.size() > limit;
    Integer last = hasMore ? items.get(limit - 1).number() : null;
    String next = last == null ? null : last.toString();
    return NextPage.respond(
        new FindingPage(hasMore ? items.subList(0, limit) : items, next, last),
        "/api/v1/workflows/" + id + "/findings",
        parameters,
        next,
        "after");
  }

  private static Optional<Severity> parseSeverity(String value) {
    return Arrays.stream(Severity.values())
        .filter(candidate -> candidate.name().equalsIgnoreCase(value))
        .findFirst();
  }
}
