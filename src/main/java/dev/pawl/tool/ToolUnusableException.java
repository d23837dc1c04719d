package dev.pawl.tool;

/** Thrown when a tool cannot start or rejects its configuration, so that it cannot work on any file of the target. */
public final class ToolUnusableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates the exception with the reason in the tool's own words. */
  public ToolUnusableException(String reason) {
    super(reason);
  }
}
