package dev.pawl.workflowapi;

import dev.pawl.workflow.GateService;
import dev.pawl.workflow.WorkflowGates;
import dev.pawl.workflow.WorkflowNotFoundException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** REST controller for the gates of a workflow. */
@RestController
@Tag(name = "results")
class GateController {

  private final GateService gates;

  GateController(GateService gates) {
    this.gates = gates;
  }

  /**
   * Returns the gates of a workflow.
   *
   * @param id the id of the workflow
   */
  @GetMapping("/api/v1/workflows/{id}/gates")
  @Operation(
      operationId = "getGates",
      summary = "Get the gates of a workflow and their verdicts",
      description =
          "Returns each gate with the measured value, the comparison, the threshold and the"
              + " verdict. The gates of a repository's own configuration are known once they were"
              + " evaluated.")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  WorkflowGates gates(@PathVariable String id) {
    return gates.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
  }
}
