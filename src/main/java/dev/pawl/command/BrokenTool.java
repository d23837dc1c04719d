package dev.pawl.command;

/** A tool that a command uses has crashed; the breaker of that tool counts it, not the one of the command (2-behaviour, 6.6). */
public final class BrokenTool extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String tool;

  /**
   * A crash.
   *
   * @param tool what people call it
   * @param how what it said last
   */
  public BrokenTool(String tool, String how) {
    super(tool + " " + how);
    this.tool = tool;
  }

  /** Its name. */
  public String tool() {
    return tool;
  }
}
