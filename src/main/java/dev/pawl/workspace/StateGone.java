package dev.pawl.workspace;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A state of a target that was kept, and is not any more. */
public class StateGone extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  StateGone(String tree) {
    super(HttpStatus.GONE, problem(tree), null);
  }

  private static ProblemDetail problem(String tree) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.GONE,
            "The files of state %s were removed: states are kept for pawl.retention.snapshots, and"
                    .formatted(tree)
                + " those of the last workflows of each target for longer. A rerun makes them"
                + " anew.");
    problem.setTitle("No longer kept");
    return problem;
  }
}
