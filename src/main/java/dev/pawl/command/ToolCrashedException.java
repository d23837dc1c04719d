package dev.pawl.command;

/** Thrown when a tool has crashed. The circuit breaker of the tool counts it, not that of the command that uses it. */
public final class ToolCrashedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String tool;

  /**
   * Creates the exception.
   *
   * @param tool the display name of the tool
   * @param lastMessage the last message of the tool
   */
  public ToolCrashedException(String tool, String lastMessage) {
    super(tool + " " + lastMessage);
    this.tool = tool;
  }

  /** Returns the display name of the tool. */
  public String tool() {
    return tool;
  }
}
