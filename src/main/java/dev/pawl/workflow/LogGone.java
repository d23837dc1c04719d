package dev.pawl.workflow;

import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The logs of a workflow were kept, and are not any more. */
class LogGone extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  LogGone(String workflow, Instant removed, Duration kept) {
    super(HttpStatus.GONE, problem(workflow, removed, kept), null);
  }

  private static ProblemDetail problem(String workflow, Instant removed, Duration kept) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "The logs of %s were removed at %s: they are kept for %s after its end (pawl.retention.logs). A rerun writes new ones."
                .formatted(workflow, Metadata.text(removed), words(kept)));
    problem.setTitle("No longer kept");
    return problem;
  }

  private static String words(Duration kept) {
    return kept.toDays() > 0 ? kept.toDays() + " days" : kept.toSeconds() + " seconds";
  }
}
