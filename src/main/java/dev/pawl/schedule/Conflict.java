package dev.pawl.schedule;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A schedule cannot be kept beside what is there. */
final class Conflict extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  private Conflict(HttpStatus status, String title, String detail) {
    super(status, problem(status, title, detail), null);
  }

  static Conflict name(String name) {
    return new Conflict(
        HttpStatus.CONFLICT,
        "Name taken",
        "There is a schedule %s already; PUT changes it.".formatted(name));
  }

  static Conflict tooMany(int most) {
    return new Conflict(
        HttpStatus.CONFLICT,
        "Too many schedules",
        "There are %d, which is as many as there may be; delete one.".formatted(most));
  }

  static Conflict changed(String etag) {
    return new Conflict(
        HttpStatus.PRECONDITION_FAILED,
        "Changed since",
        "The schedule is not the one that If-Match names, but %s; look at it again."
            .formatted(etag));
  }

  private static ProblemDetail problem(HttpStatus status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return problem;
  }
}
