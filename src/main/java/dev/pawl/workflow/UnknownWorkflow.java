package dev.pawl.workflow;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** There is no workflow, or no part of one, of the name that was asked for. */
public class UnknownWorkflow extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  /** There is no workflow of this name. */
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
