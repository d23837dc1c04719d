package dev.pawl.archive;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when an archive is rejected; the problem lists the entries at fault. */
class ArchiveRejectedException extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final int MAX_NAME_LENGTH = 200;

  /** An entry at fault and what is wrong with it. */
  record EntryError(String entry, String detail) {

    EntryError {
      entry =
          entry.length() > MAX_NAME_LENGTH ? entry.substring(0, MAX_NAME_LENGTH) + "..." : entry;
    }
  }

  /** Rejects the archive as a whole. */
  ArchiveRejectedException(String detail) {
    this(HttpStatus.UNPROCESSABLE_CONTENT, detail);
  }

  ArchiveRejectedException(HttpStatusCode status, String detail) {
    super(status, problem(status, detail), null);
  }

  /** Rejects the archive for an entry at which reading stopped. */
  ArchiveRejectedException(String entry, String detail) {
    this(List.of(new EntryError(entry, detail)));
  }

  ArchiveRejectedException(List<EntryError> errors) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(errors), null);
  }

  private static ProblemDetail problem(List<EntryError> errors) {
    EntryError first = errors.getFirst();
    String suffix = errors.size() == 1 ? "" : ", and %d more".formatted(errors.size() - 1);
    var problem =
        problem(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The entry \"%s\" %s%s. The archive was not stored."
                .formatted(first.entry(), first.detail(), suffix));
    problem.setProperty("errors", errors);
    return problem;
  }

  private static ProblemDetail problem(HttpStatusCode status, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle("Archive rejected");
    if (status.isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT)) {
      problem.setType(URI.create("/problems/archive-rejected"));
    }
    return problem;
  }
}
