package dev.pawl.workflow;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when there is no workflow, or no part of a workflow, with the requested name (404 Not Found). */
public class WorkflowNotFoundException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  /** Creates the exception for a workflow. */
  public WorkflowNotFoundException(String name) {
    this("workflow", name);
  }

  public WorkflowNotFoundException(String kind, String name) {
    super(HttpStatus.NOT_FOUND, problem(kind, name), null);
  }

  private static ProblemDetail problem(String kind, String name) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "There is no %s %s.".formatted(kind, name));
    problem.setTitle("Not found");
    return problem;
  }
}
