package dev.pawl.workflow;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a workflow has no result, or none yet (409 Conflict); reports the reason and the allowed actions. */
class NoResult extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  NoResult(WorkflowView workflow) {
    super(HttpStatus.CONFLICT, problem(workflow), null);
  }

  private static ProblemDetail problem(WorkflowView workflow) {
    WorkflowStatus status = workflow.status();
    String why =
        switch (status) {
          case QUEUED, RUNNING, AWAITING_DECISION ->
              "has no result until it ends; GET /api/v1/workflows/{id}?wait=30s waits for the next"
                  + " change";
          case FAILED, CANCELLED -> "has no result; its target is unchanged";
          case COMPLETED, ROLLED_BACK -> "has no result because it took no snapshot";
        };
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is %s and %s".formatted(workflow.workflowId(), status.word(), why));
    problem.setTitle("Result not available");
    problem.setProperty("current_status", status.word());
    problem.setProperty(
        "allowed_actions", workflow.allowedActions().stream().map(WorkflowAction::word).toList());
    return problem;
  }
}
