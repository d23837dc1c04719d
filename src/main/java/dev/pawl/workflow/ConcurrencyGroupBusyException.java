package dev.pawl.workflow;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a concurrency group has open workflows and the policy is {@code reject} (409 Conflict). */
class ConcurrencyGroupBusyException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ConcurrencyGroupBusyException(String group, List<String> workflows) {
    super(HttpStatus.CONFLICT, problem(group, workflows), null);
  }

  private static ProblemDetail problem(String group, List<String> workflows) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "Concurrency group %s is held by %s; wait for its end, or use the policy queue or cancel_older"
                .formatted(group, String.join(", ", workflows)));
    problem.setType(URI.create("/problems/concurrency-group-busy"));
    problem.setTitle("Concurrency group busy");
    problem.setProperty("workflows", workflows);
    return problem;
  }
}
