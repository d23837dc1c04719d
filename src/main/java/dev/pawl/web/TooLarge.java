package dev.pawl.web;

import java.io.IOException;

/** A request body that is larger than any request needs to be. */
class TooLarge extends IOException {

  private static final long serialVersionUID = 1;

  TooLarge(long most) {
    super("The body is larger than the %d KiB that a request may have.".formatted(most >> 10));
  }
}
