package dev.pawl.workflow;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The concurrency group of a request is taken, and the request does not want to wait. */
class GroupBusy extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  GroupBusy(String group, List<String> workflows) {
    super(HttpStatus.CONFLICT, problem(group, workflows), null);
  }

  private static ProblemDetail problem(String group, List<String> workflows) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "The group %s is taken by %s; wait for its end, or send the policy queue or cancel_older"
                .formatted(group, String.join(", ", workflows)));
    problem.setTitle("Concurrency group taken");
    problem.setProperty("workflows", workflows);
    return problem;
  }
}
