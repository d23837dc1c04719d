package dev.pawl.snapshot;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a requested snapshot of a target was deleted. */
public class SnapshotGoneException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  SnapshotGoneException(String tree) {
    super(HttpStatus.GONE, problem(tree), null);
  }

  private static ProblemDetail problem(String tree) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "Snapshot %s was deleted: snapshots are retained for pawl.retention.snapshots, and those of"
                    .formatted(tree)
                + " the latest workflows of each target for longer. Rerun the workflow to create it"
                + " again.");
    problem.setType(URI.create("/problems/snapshot-deleted"));
    problem.setTitle("Snapshot deleted");
    return problem;
  }
}
