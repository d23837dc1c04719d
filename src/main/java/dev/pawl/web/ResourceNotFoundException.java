package dev.pawl.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when there is no resource with the requested id (404). */
public final class ResourceNotFoundException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param title the title of the problem
   * @param detail which resource there is not, and what lists those that there are
   */
  public ResourceNotFoundException(String title, String detail) {
    super(HttpStatus.NOT_FOUND, problem(title, detail), null);
  }

  /** Creates the exception with the title of most problems of this kind. */
  public ResourceNotFoundException(String detail) {
    this("Not found", detail);
  }

  private static ProblemDetail problem(String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail);
    problem.setTitle(title);
    return problem;
  }
}
