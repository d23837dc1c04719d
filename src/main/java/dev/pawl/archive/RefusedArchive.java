package dev.pawl.archive;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An archive that is not taken; names the entries that it is refused for. */
class RefusedArchive extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final int LONGEST_NAME = 200;

  /** What is wrong with one entry. */
  record Fault(String entry, String detail) {

    Fault {
      entry = entry.length() > LONGEST_NAME ? entry.substring(0, LONGEST_NAME) + "..." : entry;
    }
  }

  /** Refused as a whole. */
  RefusedArchive(String detail) {
    this(HttpStatus.UNPROCESSABLE_CONTENT, detail);
  }

  RefusedArchive(HttpStatusCode status, String detail) {
    super(status, problem(status, detail), null);
  }

  /** Refused because of an entry after which nothing more was read. */
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
            "The entry \"%s\" %s%s. Nothing of the archive was kept."
                .formatted(first.entry(), first.detail(), more));
    problem.setProperty("errors", faults);
    return problem;
  }

  private static ProblemDetail problem(HttpStatusCode status, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle("Not an archive to work on");
    return problem;
  }
}
