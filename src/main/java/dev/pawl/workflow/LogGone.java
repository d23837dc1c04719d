package dev.pawl.workflow;

import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when the logs of a workflow were deleted because their retention has expired (410 Gone). */
class LogGone extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  LogGone(String workflow, Instant removed, Duration kept) {
    super(HttpStatus.GONE, problem(workflow, removed, kept), null);
  }

  private static ProblemDetail problem(String workflow, Instant removed, Duration kept) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "The logs of %s were deleted at %s: retention is %s (pawl.retention.logs). A rerun creates new logs."
                .formatted(workflow, Metadata.text(removed), words(kept)));
    problem.setTitle("Logs expired");
    return problem;
  }

  private static String words(Duration kept) {
    return kept.toDays() > 0 ? kept.toDays() + " days" : kept.toSeconds() + " seconds";
  }
}
