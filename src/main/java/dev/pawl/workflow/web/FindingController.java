package dev.pawl.workflow.web;

import dev.pawl.command.Severity;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.NumberedFinding;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the findings of a workflow. */
@RestController
@Tag(name = "workflows")
class FindingController {

  private static final int MAX_LIMIT = 1000;

  private final WorkflowService workflows;

  FindingController(WorkflowService workflows) {
    this.workflows = workflows;
  }

  /** A page of findings in reported order; {@code nextAfter} is absent on the last page. */
  @Schema(name = "FindingPage")
  record FindingPage(List<NumberedFinding> items, @Nullable Integer nextAfter) {}

  @GetMapping("/api/v1/workflows/{id}/findings")
  @Operation(
      summary = "List the findings of a workflow",
      description =
          "Returns the findings of the last verification unless a step is given. The next page is"
              + " after=<next_after>.")
  FindingPage list(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String step,
      @Parameter(description = "error, warning or info") @RequestParam(required = false)
          @Nullable String severity,
      @RequestParam(defaultValue = "0") int after,
      @RequestParam(defaultValue = "100") int limit) {
    var errors = new ArrayList<ValidationError>();
    if (limit < 1 || limit > MAX_LIMIT) {
      errors.add(new ValidationError("limit", "must be from 1 to " + MAX_LIMIT));
    }
    if (after < 0) {
      errors.add(new ValidationError("after", "must be at least 0"));
    }
    Optional<Severity> severityFilter =
        severity == null ? Optional.empty() : parseSeverity(severity);
    if (severity != null && severityFilter.isEmpty()) {
      errors.add(new ValidationError("severity", "is not one of error, warning and info"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    Optional<List<NumberedFinding>> findings =
        workflows.findings(id, step, after, severityFilter.orElse(null), limit + 1);
    if (step != null && findings.isEmpty()) {
      throw new WorkflowNotFoundException("step of " + id + " called", step);
    }
    List<NumberedFinding> items = findings.orElse(List.of());
    return items.size() <= limit
        ? new FindingPage(items, null)
        : new FindingPage(items.subList(0, limit), items.get(limit - 1).number());
  }

  private static Optional<Severity> parseSeverity(String value) {
    return Arrays.stream(Severity.values())
        .filter(candidate -> candidate.name().equalsIgnoreCase(value))
        .findFirst();
  }
}
