package dev.pawl.workflow;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The workflow is not in a state for what was asked; says in which it is, and what can be asked. */
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
            "%s cannot go on with %s after %s; the answers are %s"
                .formatted(workflow, answer.word(), open.step(), String.join(", ", options)));
    problem.setTitle("Not an answer to this");
    problem.setProperty("current_status", WorkflowStatus.AWAITING_DECISION.word());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::word).toList());
    problem.setProperty("options", options);
    return problem;
  }

  private static ProblemDetail problem(
      String workflow, WorkflowAction action, WorkflowStatus status, List<WorkflowAction> allowed) {
    String can =
        allowed.isEmpty()
            ? "nothing can be asked of it now"
            : "what can be asked of it is in allowed_actions";
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is %s and does not allow a %s; %s"
                .formatted(workflow, status.word(), action.word(), can));
    problem.setTitle("Not possible now");
    problem.setProperty("current_status", status.word());
    problem.setProperty("allowed_actions", allowed.stream().map(WorkflowAction::word).toList());
    return problem;
  }
}
