package dev.pawl.web;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a resource conflicts with others of its kind (409), or with its current version (412). */
public final class ResourceConflictException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  private ResourceConflictException(HttpStatus status, String type, String title, String detail) {
    super(status, problem(status, type, title, detail), null);
  }

  private static ProblemDetail problem(
      HttpStatus status, String type, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create(type));
    problem.setTitle(title);
    return problem;
  }

  /**
   * Returns the exception for a name that another resource has.
   *
   * @param kind the kind of the resource, such as schedule
   */
  public static ResourceConflictException nameTaken(String kind, String name) {
    return new ResourceConflictException(
        HttpStatus.CONFLICT,
        "/problems/name-taken",
        "Name taken",
        "A %s named %s already exists; use PUT to change it.".formatted(kind, name));
  }

  /**
   * Returns the exception for a creation beyond the largest number of resources of a kind.
   *
   * @param type the type of the problem
   */
  public static ResourceConflictException tooMany(String type, String kind, int limit) {
    return new ResourceConflictException(
        HttpStatus.CONFLICT,
        type,
        "Too many %ss".formatted(kind),
        "The limit of %d %ss is reached; delete one first.".formatted(limit, kind));
  }

  /** Returns the exception for a precondition that does not name the current version. */
  public static ResourceConflictException versionMismatch(String kind, String etag) {
    return new ResourceConflictException(
        HttpStatus.PRECONDITION_FAILED,
        "/problems/version-mismatch",
        "Version mismatch",
        "If-Match does not name the current version of the %s, which is %s; fetch it again."
            .formatted(kind, etag));
  }
}
