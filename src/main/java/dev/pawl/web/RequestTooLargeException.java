package dev.pawl.web;

import java.io.IOException;

/** Thrown when a request body exceeds the size limit. */
class RequestTooLargeException extends IOException {

  private static final long serialVersionUID = 1;

  RequestTooLargeException(long maxBytes) {
    super("The body exceeds the limit of %d KiB.".formatted(maxBytes >> 10));
  }
}
