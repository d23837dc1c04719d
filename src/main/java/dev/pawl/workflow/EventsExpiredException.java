package dev.pawl.workflow;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when an earlier state needs events that were deleted because their retention has expired (410 Gone). */
class EventsExpiredException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  EventsExpiredException(String workflow, long sequence, long current) {
    super(HttpStatus.GONE, problem(workflow, sequence, current), null);
  }

  private static ProblemDetail problem(String workflow, long sequence, long current) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "The state of %s at event %d is not available: events up to it were deleted when their retention ended (pawl.retention.events). Only the current state, at event %d, is available."
                .formatted(workflow, sequence, current));
    problem.setType(URI.create("/problems/events-expired"));
    problem.setTitle("Events expired");
    return problem;
  }
}
