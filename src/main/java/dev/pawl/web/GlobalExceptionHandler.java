package dev.pawl.web;

import dev.pawl.objectstore.ObjectStoreException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.Locale;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Converts every error of the API to a problem document (RFC 9457) that states how to proceed. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class GlobalExceptionHandler extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(GlobalExceptionHandler.class);

  private static final String OBJECT_STORE_RETRY_AFTER_SECONDS = "10";

  private final ApplicationEventPublisher publisher;

  GlobalExceptionHandler(ApplicationEventPublisher publisher) {
    this.publisher = publisher;
  }

  @ExceptionHandler
  ResponseEntity<Object> handleTooLarge(RequestTooLargeException tooLarge, WebRequest request) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONTENT_TOO_LARGE, String.valueOf(tooLarge.getMessage()));
    return respond(problem, HttpHeaders.EMPTY, HttpStatus.CONTENT_TOO_LARGE, request);
  }

  @ExceptionHandler({RequestRejectedException.class, InvalidParameterException.class})
  ResponseEntity<Object> handleUnreadable(RuntimeException exception, WebRequest request) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST,
            "A parameter or header is invalid: it must be UTF-8 without control or unassigned"
                + " characters.");
    return respond(problem, HttpHeaders.EMPTY, HttpStatus.BAD_REQUEST, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleUnexpected(
      RuntimeException exception, WebRequest request) {
    if (exception.getCause() instanceof RequestTooLargeException tooLarge) {
      return handleTooLarge(tooLarge, request);
    }
    if (exception.getCause() instanceof ObjectStoreException unavailable) {
      return handleObjectStoreFailure(unavailable, request);
    }
    Optional<DatabaseFailed> failed = DatabaseFailed.findIn(exception);
    if (failed.isPresent()) {
      return handleDatabaseFailure(failed.get(), request);
    }
    log.error("Request failed: {}", request.getDescription(false), exception);
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "Internal error in Pawl, not caused by the request. Nothing was partially applied;"
                + " try again, and check the log of the service.");
    return respond(problem, HttpHeaders.EMPTY, HttpStatus.INTERNAL_SERVER_ERROR, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> handleObjectStoreFailure(
      ObjectStoreException unavailable, WebRequest request) {
    log.warn("Request failed: {}: {}", request.getDescription(false), unavailable.getMessage());
    var headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, OBJECT_STORE_RETRY_AFTER_SECONDS);
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The object store does not answer at the moment. Nothing was changed; retry after the"
                + " seconds in Retry-After.");
    return respond(problem, headers, HttpStatus.SERVICE_UNAVAILABLE, request);
  }

  private ResponseEntity<Object> handleDatabaseFailure(DatabaseFailed failed, WebRequest request) {
    log.debug(
        "Request failed because of the database: {}: {}",
        request.getDescription(false),
        failed.reason());
    // The node logs the first failure of an outage.
    publisher.publishEvent(failed);
    var headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, DatabaseFailed.RETRY_AFTER_SECONDS);
    return respond(DatabaseFailed.problem(), headers, HttpStatus.SERVICE_UNAVAILABLE, request);
  }

  /** Lists the validation errors of a body, each with a JSON pointer, as all other endpoints do. */
  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var errors =
        exception.getBindingResult().getFieldErrors().stream()
            .map(error ->
                new ValidationError(
                    toJsonPointer(error.getField()), String.valueOf(error.getDefaultMessage())))
            .toList();
    var problem = new InvalidRequestException(errors).getBody();
    return respond(problem, headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
  }

  /** Converts the path of a Java property, such as {@code items[0].expiresAt}. */
  private static String toJsonPointer(String field) {
    String path = field.replaceAll("[.\\[]", "/").replace("]", "");
    return "/" + path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception exception,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (exception.getCause() instanceof RequestTooLargeException tooLarge) {
      return handleTooLarge(tooLarge, request);
    }
    ResponseEntity<Object> response =
        super.handleExceptionInternal(exception, body, headers, status, request);
    if (response != null && response.getBody() instanceof ProblemDetail problem) {
      return respond(problem, headers, status, request);
    }
    return response;
  }

  private static ResponseEntity<Object> respond(
      ProblemDetail problem, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    ProblemTypes.addDefault(problem);
    if (problem.getInstance() == null && request instanceof ServletWebRequest servlet) {
      problem.setInstance(ProblemTypes.instance(servlet.getRequest()));
    }
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
