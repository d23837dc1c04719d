package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a target or its configuration is invalid; the problem lists all errors. */
class InvalidTargetException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  InvalidTargetException(List<Fault> faults) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(faults), null);
  }

  private static ProblemDetail problem(List<Fault> faults) {
    String first = faults.getFirst().text() + ".";
    String detail =
        faults.size() == 1 ? first : first + " Further errors: %d.".formatted(faults.size() - 1);
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, detail);
    problem.setType(URI.create("/problems/validation-failed"));
    problem.setTitle("Validation failed");
    problem.setProperty("errors", faults);
    return problem;
  }
}
