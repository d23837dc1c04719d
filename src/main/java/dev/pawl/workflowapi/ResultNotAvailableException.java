package dev.pawl.workflowapi;

import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a workflow has no result, or none yet (409 Conflict); reports the reason and the allowed actions. */
class ResultNotAvailableException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ResultNotAvailableException(WorkflowView workflow) {
    super(HttpStatus.CONFLICT, problem(workflow), null);
  }

  private static ProblemDetail problem(WorkflowView workflow) {
    WorkflowStatus status = workflow.status();
    String reason =
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
            "%s is %s and %s".formatted(workflow.workflowId(), status.value(), reason));
    problem.setType(URI.create("/problems/result-not-available"));
    problem.setTitle("Result not available");
    problem.setProperty("current_status", status.value());
    problem.setProperty(
        "allowed_actions", workflow.allowedActions().stream().map(WorkflowAction::value).toList());
    return problem;
  }
}
