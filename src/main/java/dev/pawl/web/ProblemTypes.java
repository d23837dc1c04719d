package dev.pawl.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * The default types of problem documents (RFC 9457). A type is a stable path below {@code /problems}; a problem that a
 * client may have to tell apart sets its own. The documentation lists all types.
 */
public final class ProblemTypes {

  private static final int MAX_URI_LENGTH = 512;

  private ProblemTypes() {}

  /** Sets the type that follows from the status, unless the problem has one. */
  public static void addDefault(ProblemDetail problem) {
    URI type = problem.getType();
    if (type == null || type.toString().equals("about:blank")) {
      HttpStatus status = HttpStatus.resolve(problem.getStatus());
      problem.setType(of(status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status));
    }
  }

  /** Returns the path of a request, truncated to 512 characters. */
  static URI instance(HttpServletRequest request) {
    String uri = request.getRequestURI();
    // Truncation must not split a percent-encoded character.
    return URI.create(
        uri.length() <= MAX_URI_LENGTH
            ? uri
            : uri.substring(0, MAX_URI_LENGTH).replaceAll("%.?$", ""));
  }

  /** Returns the type of a status, such as {@code /problems/not-found}. */
  static URI of(HttpStatus status) {
    return URI.create(
        "/problems/" + status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'));
  }
}
