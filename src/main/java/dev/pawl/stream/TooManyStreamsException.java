package dev.pawl.stream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a caller has too many open event streams (429 Too Many Requests). */
final class TooManyStreamsException extends ErrorResponseException {

  private static final long serialVersionUID = 1;

  TooManyStreamsException(int max) {
    super(
        HttpStatus.TOO_MANY_REQUESTS,
        ProblemDetail.forStatusAndDetail(
            HttpStatus.TOO_MANY_REQUESTS,
            "You have %d open event streams, the maximum; close some, or poll the events as pages."
                .formatted(max)),
        null);
    getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
  }
}
