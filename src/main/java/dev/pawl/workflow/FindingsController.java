package dev.pawl.workflow;

import dev.pawl.command.Severity;
import dev.pawl.workflow.FindingLog.Numbered;
import dev.pawl.workflow.InvalidRequest.Fault;
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
class FindingsController {

  private static final int PAGE = 1000;

  private final Workflows workflows;

  FindingsController(Workflows workflows) {
    this.workflows = workflows;
  }

  /** A page of findings in reported order; {@code nextAfter} is absent on the last page. */
  @Schema(name = "FindingPage")
  record FindingPage(List<Numbered> items, @Nullable Integer nextAfter) {}

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
    var faults = new ArrayList<Fault>();
    if (limit < 1 || limit > PAGE) {
      faults.add(new Fault("limit", "must be from 1 to " + PAGE));
    }
    if (after < 0) {
      faults.add(new Fault("after", "must be at least 0"));
    }
    Optional<Severity> only = severity == null ? Optional.empty() : severity(severity);
    if (severity != null && only.isEmpty()) {
      faults.add(new Fault("severity", "is not one of error, warning and info"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidRequest(faults);
    }
    workflows.position(id).orElseThrow(() -> new UnknownWorkflow(id));
    Optional<List<Numbered>> found =
        workflows.findings(id, step, after, only.orElse(null), limit + 1);
    if (step != null && found.isEmpty()) {
      throw new UnknownWorkflow("step of " + id + " called", step);
    }
    List<Numbered> items = found.orElse(List.of());
    return items.size() <= limit
        ? new FindingPage(items, null)
        : new FindingPage(items.subList(0, limit), items.get(limit - 1).number());
  }

  private static Optional<Severity> severity(String word) {
    return Arrays.stream(Severity.values())
        .filter(one -> one.name().equalsIgnoreCase(word))
        .findFirst();
  }
}
