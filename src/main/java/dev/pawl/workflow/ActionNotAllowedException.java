package dev.pawl.workflow;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when the current status of a workflow does not allow the requested action or answer (409 Conflict). */
class ActionNotAllowedException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ActionNotAllowedException(
      String workflow, WorkflowAction action, WorkflowStatus status, List<WorkflowAction> allowed) {
    super(HttpStatus.CONFLICT, problem(workflow, action, status, allowed), null);
  }

  ActionNotAllowedException(
      String workflow, DecisionAnswer answer, Decision decision, List<WorkflowAction> allowed) {
    super(HttpStatus.CONFLICT, problem(workflow, answer, decision, allowed), null);
  }

  private static ProblemDetail problem(
      String workflow, DecisionAnswer answer, Decision decision, List<WorkflowAction> allowed) {
    var options = decision.options().stream().map(DecisionAnswer::value).toList();
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s does not accept the answer %s after step %s; use one of %s"
                .formatted(workflow, answer.value(), decision.step(), String.join(", ", options)));
    problem.setType(URI.create("/problems/answer-not-accepted"));
    problem.setTitle("Answer not accepted");
    problem.setProperty("current_status", WorkflowStatus.AWAITING_DECISION.value());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::value).toList());
    problem.setProperty("options", options);
    return problem;
  }

  private static ProblemDetail problem(
      String workflow, WorkflowAction action, WorkflowStatus status, List<WorkflowAction> allowed) {
    String hint =
        allowed.isEmpty()
            ? "no action is allowed now"
            : "the allowed actions are in allowed_actions";
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is %s and does not allow a %s; %s"
                .formatted(workflow, status.value(), action.value(), hint));
    problem.setType(URI.create("/problems/action-not-allowed"));
    problem.setTitle("Action not allowed");
    problem.setProperty("current_status", status.value());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::value).toList());
    return problem;
  }
}
