package dev.pawl.archive;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when an archive is rejected; the problem lists the entries at fault. */
class RefusedArchive extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final int LONGEST_NAME = 200;

  /** An entry at fault and what is wrong with it. */
  record Fault(String entry, String detail) {

    Fault {
      entry = entry.length() > LONGEST_NAME ? entry.substring(0, LONGEST_NAME) + "..." : entry;
    }
  }

  /** Rejects the archive as a whole. */
  RefusedArchive(String detail) {
    this(HttpStatus.UNPROCESSABLE_CONTENT, detail);
  }

  RefusedArchive(HttpStatusCode status, String detail) {
    super(status, problem(status, detail), null);
  }

  /** Rejects the archive for an entry at which reading stopped. */
  RefusedArchive(String entry, String detail) {
    this(List.of(new Fault(entry, detail)));
  }

  RefusedArchive(List<Fault> faults) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(faults), null);
  }

  private static ProblemDetail problem(List<Fault> faults) {
    Fault first = faults.getFirst();
    String more = faults.size() == 1 ? "" : ", and %d more".formatted(faults.size() - 1);
    var problem =
        problem(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The entry \"%s\" %s%s. The archive was not stored."
                .formatted(first.entry(), first.detail(), more));
    problem.setProperty("errors", faults);
    return problem;
  }

  private static ProblemDetail problem(HttpStatusCode status, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle("Archive rejected");
    return problem;
  }
}
