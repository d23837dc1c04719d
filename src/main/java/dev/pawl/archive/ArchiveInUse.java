package dev.pawl.archive;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An archive cannot be forgotten while workflows use it; says which. */
class ArchiveInUse extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  ArchiveInUse(String id, List<String> workflows) {
    super(HttpStatus.CONFLICT, problem(id, workflows), null);
  }

  private static ProblemDetail problem(String id, List<String> workflows) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "%s is used by workflows that are not over. Wait for them, or cancel them; it goes by"
                    .formatted(id)
                + " itself once it has expired.");
    problem.setTitle("In use");
    problem.setProperty("workflows", workflows);
    return problem;
  }
}
