package dev.pawl.web;

import java.io.IOException;

/** Thrown when a request body exceeds the size limit. */
class TooLarge extends IOException {

  private static final long serialVersionUID = 1;

  TooLarge(long most) {
    super("The body exceeds the limit of %d KiB.".formatted(most >> 10));
  }
}
