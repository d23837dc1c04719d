package dev.pawl.workflow;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when there is no workflow, or no part of a workflow, with the requested name (404 Not Found). */
public class UnknownWorkflow extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  /** Creates the exception for a workflow. */
  public UnknownWorkflow(String name) {
    this("workflow", name);
  }

  UnknownWorkflow(String what, String name) {
    super(HttpStatus.NOT_FOUND, problem(what, name), null);
  }

  private static ProblemDetail problem(String what, String name) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "There is no %s %s.".formatted(what, name));
    problem.setTitle("Not found");
    return problem;
  }
}
