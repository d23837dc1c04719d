package dev.pawl.workflow;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when the current status of a workflow does not allow the requested action or answer (409 Conflict). */
class ActionNotAllowed extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ActionNotAllowed(
      String workflow, WorkflowAction action, WorkflowStatus status, List<WorkflowAction> allowed) {
    super(HttpStatus.CONFLICT, problem(workflow, action, status, allowed), null);
  }

  ActionNotAllowed(String workflow, Answer answer, Decision open, List<WorkflowAction> allowed) {
    super(HttpStatus.CONFLICT, problem(workflow, answer, open, allowed), null);
  }

  private static ProblemDetail problem(
      String workflow, Answer answer, Decision open, List<WorkflowAction> allowed) {
    var options = open.options().stream().map(Answer::word).toList();
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s does not accept the answer %s after step %s; accepted are %s"
                .formatted(workflow, answer.word(), open.step(), String.join(", ", options)));
    problem.setTitle("Answer not accepted");
    problem.setProperty("current_status", WorkflowStatus.AWAITING_DECISION.word());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::word).toList());
    problem.setProperty("options", options);
    return problem;
  }

  private static ProblemDetail problem(
      String workflow, WorkflowAction action, WorkflowStatus status, List<WorkflowAction> allowed) {
    String can =
        allowed.isEmpty()
            ? "no action is allowed now"
            : "the allowed actions are in allowed_actions";
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is %s and does not allow a %s; %s"
                .formatted(workflow, status.word(), action.word(), can));
    problem.setTitle("Action not allowed");
    problem.setProperty("current_status", status.word());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::word).toList());
    return problem;
  }
}
