package dev.pawl.forge;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a trigger conflicts with existing triggers (409) or with its current version (412). */
final class TriggerConflictException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  private TriggerConflictException(HttpStatus status, ProblemDetail problem) {
    super(status, problem, null);
  }

  private static TriggerConflictException of(
      HttpStatus status, String type, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create(type));
    problem.setTitle(title);
    return new TriggerConflictException(status, problem);
  }

  static TriggerConflictException nameTaken(String name) {
    return of(
        HttpStatus.CONFLICT,
        "/problems/name-taken",
        "Name taken",
        "A trigger named %s already exists; use PUT to change it.".formatted(name));
  }

  static TriggerConflictException tooMany(int limit) {
    return of(
        HttpStatus.CONFLICT,
        "/problems/too-many-triggers",
        "Too many triggers",
        "The limit of %d triggers is reached; delete one first.".formatted(limit));
  }

  static TriggerConflictException versionMismatch(String etag) {
    return of(
        HttpStatus.PRECONDITION_FAILED,
        "/problems/version-mismatch",
        "Version mismatch",
        "If-Match does not name the current version of the trigger, which is %s; fetch it again."
            .formatted(etag));
  }
}
