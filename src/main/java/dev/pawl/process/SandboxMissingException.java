package dev.pawl.process;

import java.io.IOException;

/** Thrown when a program is refused because there is no sandbox for it. */
public final class SandboxMissingException extends IOException {

  private static final long serialVersionUID = 1;

  SandboxMissingException(String program, String reason) {
    super("%s is %s".formatted(program, reason));
  }
}
