package dev.pawl.plan;

import dev.pawl.plan.Planner.TypeDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API of the workflow types. */
@RestController
@Tag(name = "workflow types")
class WorkflowTypeController {

  private final Planner planner;

  WorkflowTypeController(Planner planner) {
    this.planner = planner;
  }

  /**
   * All workflow types.
   *
   * @param items the types, sorted by name
   */
  @Schema(name = "WorkflowTypeList")
  record WorkflowTypeList(List<TypeDescription> items) {}

  @GetMapping("/api/v1/workflow-types")
  @Operation(
      operationId = "listWorkflowTypes",
      summary = "List the workflow types",
      description =
          "Returns each type with its steps and, if it cannot be requested yet, what is missing.")
  WorkflowTypeList list() {
    return new WorkflowTypeList(planner.types());
  }
}
