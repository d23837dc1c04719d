package dev.pawl.workflow;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown for an invalid request; lists all errors at once, each with a JSON pointer (RFC 6901). */
public class InvalidRequest extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final transient List<Fault> faults;

  /**
   * An error of a request.
   *
   * @param pointer the JSON pointer into the request, or the name of the parameter; empty for the whole request
   * @param detail the reason why the value is invalid
   */
  public record Fault(String pointer, String detail) {}

  /** Creates the exception for a request that cannot be parsed. */
  public InvalidRequest(HttpStatusCode status, String title, String detail) {
    super(status, problem(status, title, detail), null);
    this.faults = List.of();
  }

  /** Creates the exception for a request with invalid values (422). */
  public InvalidRequest(List<Fault> faults) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(faults), null);
    this.faults = List.copyOf(faults);
  }

  /** Returns the errors; empty when the request could not be parsed. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * Parses a parameter and adds an error if it is invalid. Returns null when it is absent or invalid.
   *
   * @param how the parser; throws an {@link IllegalArgumentException} or {@link DateTimeException} on invalid input
   * @param fault the error detail for invalid input
   */
  public static <T> @Nullable T read(
      String name,
      @Nullable String text,
      Function<String, T> how,
      String fault,
      List<Fault> faults) {
    try {
      return text == null ? null : how.apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      faults.add(new Fault(name, fault));
      return null;
    }
  }

  /** Parses an ISO 8601 instant of the years 1 to 9999. Returns null when it is absent or invalid. */
  public static @Nullable Instant readTime(String name, @Nullable String text, List<Fault> faults) {
    return read(
        name, text, InvalidRequest::time, "is not a time such as 2026-01-31T12:00:00Z", faults);
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("out of range");
    }
    return time;
  }

  private static ProblemDetail problem(HttpStatusCode status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return problem;
  }

  private static ProblemDetail problem(List<Fault> faults) {
    String detail =
        faults.size() == 1 ? "1 error in the request." : faults.size() + " errors in the request.";
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Validation failed", detail);
    problem.setProperty("errors", faults);
    return problem;
  }
}
