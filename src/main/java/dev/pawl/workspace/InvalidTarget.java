package dev.pawl.workspace;

import dev.pawl.workspace.TargetConfig.Fault;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A target, or a configuration of one, that cannot be accepted; names every fault at once. */
class InvalidTarget extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  InvalidTarget(List<Fault> faults) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(faults), null);
  }

  private static ProblemDetail problem(List<Fault> faults) {
    String detail =
        faults.size() == 1
            ? "One thing is to be mended."
            : faults.size() + " things are to be mended.";
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, detail);
    problem.setTitle("Not acceptable as it is");
    problem.setProperty("errors", faults);
    return problem;
  }
}
