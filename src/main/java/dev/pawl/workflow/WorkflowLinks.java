package dev.pawl.workflow;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The paths of everything that belongs to a workflow, relative to the address of the service.
 *
 * @param self the workflow
 * @param html the page of the workflow
 * @param verdict whether the workflow has passed
 * @param report the report
 * @param patch the changes as a unified diff
 * @param findings the findings
 * @param sarif the findings as SARIF
 * @param events the events
 */
@Schema(name = "WorkflowLinks")
public record WorkflowLinks(
    String self,
    String html,
    String verdict,
    String report,
    String patch,
    String findings,
    String sarif,
    String events) {

  /** Returns the links of a workflow. */
  public static WorkflowLinks of(String workflow) {
    String self = "/api/v1/workflows/" + workflow;
    return new WorkflowLinks(
        self,
        "/workflows/" + workflow,
        self + "/verdict",
        self + "/report",
        self + "/patch",
        self + "/findings",
        self + "/report?format=sarif",
        self + "/events");
  }
}
