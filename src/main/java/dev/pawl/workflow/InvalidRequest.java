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

/** A request that cannot be accepted; names every fault at once, each with a JSON pointer (RFC 6901). */
public class InvalidRequest extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final transient List<Fault> faults;

  /**
   * One fault.
   *
   * @param pointer into the request; empty for the whole of it
   */
  public record Fault(String pointer, String detail) {}

  /** A request that cannot even be read. */
  public InvalidRequest(HttpStatusCode status, String title, String detail) {
    super(status, problem(status, title, detail), null);
    this.faults = List.of();
  }

  /** A request with faults at known places. */
  public InvalidRequest(List<Fault> faults) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(faults), null);
    this.faults = List.copyOf(faults);
  }

  /** The faults at known places; none when it cannot even be read. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * Reads a parameter; null when it is absent, or wrong, which is added to the faults then.
   *
   * @param how throws an {@link IllegalArgumentException} or a {@link DateTimeException} of what is wrong
   * @param fault what is said of it
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

  /** Reads a time, of those that can be kept; null when it is absent, or wrong, which is added to the faults then. */
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
        faults.size() == 1
            ? "One thing is to be mended."
            : faults.size() + " things are to be mended.";
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Not acceptable as it is", detail);
    problem.setProperty("errors", faults);
    return problem;
  }
}
