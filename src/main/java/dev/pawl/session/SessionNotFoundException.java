package dev.pawl.session;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when there is no session with the requested id (404 Not Found). */
public class SessionNotFoundException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  public SessionNotFoundException(UUID id) {
    super(HttpStatus.NOT_FOUND, problem(id), null);
  }

  private static ProblemDetail problem(UUID id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND,
            "There is no session %s; GET /api/v1/sessions lists the sessions".formatted(id));
    problem.setTitle("Unknown session");
    return problem;
  }
}
