package dev.pawl.web;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown for an invalid request; lists all errors at once, each with a JSON pointer (RFC 6901). */
public class InvalidRequestException extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** The maximum number of errors that a response lists; its detail states how many there are. */
  static final int MAX_ERRORS = 100;

  private final transient List<ValidationError> errors;

  /**
   * An error of a request.
   *
   * @param pointer the JSON pointer into the request, or the name of the parameter; empty for the whole request
   * @param detail the reason why the value is invalid
   */
  public record ValidationError(String pointer, String detail) {}

  /** Creates the exception for a request that cannot be parsed. */
  public InvalidRequestException(HttpStatusCode status, String title, String detail) {
    super(status, problem(status, title, detail), null);
    this.errors = List.of();
  }

  /** Creates the exception for a request with invalid values (422). */
  public InvalidRequestException(List<ValidationError> errors) {
    super(HttpStatus.UNPROCESSABLE_CONTENT, problem(errors), null);
    this.errors = first(errors);
  }

  private static List<ValidationError> first(List<ValidationError> errors) {
    return List.copyOf(errors.subList(0, Math.min(MAX_ERRORS, errors.size())));
  }

  /** Returns the errors; empty when the request could not be parsed. */
  public List<ValidationError> errors() {
    return errors;
  }

  /** Returns the errors of a rejection in one line, each with its pointer; its detail if it lists none. */
  public static String describe(ErrorResponseException rejection) {
    return rejection instanceof InvalidRequestException invalid && !invalid.errors.isEmpty()
        ? invalid.errors.stream()
            .map(fault -> "%s %s".formatted(fault.pointer(), fault.detail()))
            .collect(Collectors.joining("; "))
        : String.valueOf(rejection.getBody().getDetail());
  }

  /**
   * Parses a parameter and adds an error if it is invalid. Returns null when it is absent or invalid.
   *
   * @param parser the parser; throws an {@link IllegalArgumentException} or {@link DateTimeException} on invalid input
   * @param detail the error detail for invalid input
   */
  public static <T> @Nullable T parse(
      String name,
      @Nullable String text,
      Function<String, T> parser,
      String detail,
      List<ValidationError> errors) {
    try {
      return text == null ? null : parser.apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      errors.add(new ValidationError(name, detail));
      return null;
    }
  }

  /** Parses an ISO 8601 instant of the years 1 to 9999. Returns null when it is absent or invalid. */
  public static @Nullable Instant parseTime(
      String name, @Nullable String text, List<ValidationError> errors) {
    return parse(
        name,
        text,
        InvalidRequestException::parseInRange,
        "is not a time such as 2026-01-31T12:00:00Z",
        errors);
  }

  private static Instant parseInRange(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("out of range");
    }
    return time;
  }

  private static ProblemDetail problem(HttpStatusCode status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return problem;
  }

  /** Returns the first error as a sentence, with the number of the others. */
  public static String summarize(List<ValidationError> errors) {
    if (errors.isEmpty()) {
      return "The request is invalid.";
    }
    ValidationError first = errors.getFirst();
    String subject = first.pointer().isEmpty() ? "The request" : first.pointer();
    String sentence = "%s %s.".formatted(subject, first.detail().replaceAll("[.\\s]+$", ""));
    return errors.size() == 1
        ? sentence
        : sentence + " Further errors: %d.".formatted(errors.size() - 1);
  }

  private static ProblemDetail problem(List<ValidationError> errors) {
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Validation failed", summarize(errors));
    problem.setType(URI.create("/problems/validation-failed"));
    problem.setProperty("errors", first(errors));
    return problem;
  }
}
