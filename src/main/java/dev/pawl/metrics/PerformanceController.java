package dev.pawl.metrics;

import dev.pawl.web.AlsoText;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Serves performance reports of workflows. */
@RestController
@Tag(name = "results")
class PerformanceController {

  private final PerformanceService service;

  PerformanceController(PerformanceService service) {
    this.service = service;
  }

  /**
   * Returns the performance report of a workflow.
   *
   * @param id the id of the workflow
   */
  @GetMapping("/api/v1/workflows/{id}/performance")
  @Operation(
      operationId = "getPerformanceReport",
      summary = "Get the performance report of a workflow",
      description =
          "Compares it with checking one file at a time, for workflows with an optimization level,"
              + " and with earlier workflows of the same type on the same target.")
  @AlsoText
  PerformanceReport performance(@PathVariable String id) {
    return service.report(id);
  }
}
