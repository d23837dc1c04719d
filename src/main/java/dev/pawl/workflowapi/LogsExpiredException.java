package dev.pawl.workflowapi;

import dev.pawl.workflow.WorkflowMetadata;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when the logs of a workflow were deleted because their retention has expired (410 Gone). */
class LogsExpiredException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  LogsExpiredException(String workflow, Instant deletedAt, Duration retention) {
    super(HttpStatus.GONE, problem(workflow, deletedAt, retention), null);
  }

  private static ProblemDetail problem(String workflow, Instant deletedAt, Duration retention) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "The logs of %s were deleted at %s: retention is %s (pawl.retention.logs). A rerun creates new logs."
                .formatted(workflow, WorkflowMetadata.formatTime(deletedAt), format(retention)));
    problem.setType(URI.create("/problems/logs-expired"));
    problem.setTitle("Logs expired");
    return problem;
  }

  private static String format(Duration retention) {
    return retention.toDays() > 0
        ? retention.toDays() + " days"
        : retention.toSeconds() + " seconds";
  }
}
