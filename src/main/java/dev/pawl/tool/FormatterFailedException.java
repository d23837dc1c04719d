package dev.pawl.tool;

/** Thrown when a formatter fails on a file for a reason that may not recur, such as a limit that it exceeds. */
public final class FormatterFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public FormatterFailedException(String reason) {
    super(reason);
  }

  /** Returns the reason only, as it is shown to people. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
