package dev.pawl.command;

/** Thrown when a tool has crashed. The circuit breaker of the tool counts it, not that of the command that uses it. */
public final class BrokenTool extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String tool;

  /**
   * Creates the exception.
   *
   * @param tool the display name of the tool
   * @param how the last message of the tool
   */
  public BrokenTool(String tool, String how) {
    super(tool + " " + how);
    this.tool = tool;
  }

  /** Returns the display name of the tool. */
  public String tool() {
    return tool;
  }
}
