package dev.pawl.snapshot;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a requested snapshot of a target was deleted or is damaged. */
public class SnapshotGoneException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  SnapshotGoneException(String tree) {
    super(HttpStatus.GONE, problem(tree), null);
  }

  /** Creates the exception for a snapshot whose contents are missing or damaged. */
  SnapshotGoneException(String tree, String damage, IOException cause) {
    super(HttpStatus.GONE, damaged(tree, damage), cause);
  }

  private static ProblemDetail damaged(String tree, String damage) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "Snapshot %s is damaged: %s. Rerun the workflow to create it again."
                .formatted(tree, damage));
    problem.setType(URI.create("/problems/snapshot-damaged"));
    problem.setTitle("Snapshot damaged");
    return problem;
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
