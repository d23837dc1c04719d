package dev.pawl.archive;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when an archive cannot be deleted because unfinished workflows use it; the problem lists the workflows. */
class ArchiveInUseException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ArchiveInUseException(String id, List<String> workflows) {
    super(HttpStatus.CONFLICT, problem(id, workflows), null);
  }

  private static ProblemDetail problem(String id, List<String> workflows) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is used by unfinished workflows. Wait until they have ended, or cancel them. The archive is"
                    .formatted(id)
                + " deleted automatically after it has expired.");
    problem.setType(URI.create("/problems/archive-in-use"));
    problem.setTitle("Archive in use");
    problem.setProperty("workflows", workflows);
    return problem;
  }
}
