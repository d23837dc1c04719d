package dev.pawl.schedule;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a schedule conflicts with existing schedules (409) or with its current version (412). */
final class ScheduleConflictException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  private ScheduleConflictException(HttpStatus status, String type, String title, String detail) {
    super(status, problem(status, type, title, detail), null);
  }

  static ScheduleConflictException nameTaken(String name) {
    return new ScheduleConflictException(
        HttpStatus.CONFLICT,
        "/problems/name-taken",
        "Name taken",
        "A schedule named %s already exists; use PUT to change it.".formatted(name));
  }

  static ScheduleConflictException tooMany(int limit) {
    return new ScheduleConflictException(
        HttpStatus.CONFLICT,
        "/problems/too-many-schedules",
        "Too many schedules",
        "The limit of %d schedules is reached; delete one first.".formatted(limit));
  }

  static ScheduleConflictException versionMismatch(String etag) {
    return new ScheduleConflictException(
        HttpStatus.PRECONDITION_FAILED,
        "/problems/version-mismatch",
        "Version mismatch",
        "If-Match does not name the current version of the schedule, which is %s; fetch it again."
            .formatted(etag));
  }

  private static ProblemDetail problem(
      HttpStatus status, String type, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create(type));
    problem.setTitle(title);
    return problem;
  }
}
