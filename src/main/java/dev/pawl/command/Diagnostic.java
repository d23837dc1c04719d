package dev.pawl.command;

/**
 * Something that is not as it should be in a command file.
 *
 * @param line from 1, of the file; 0 when it is about the whole file
 * @param column from 1; 0 when not known
 * @param severity an error keeps the command from being executed
 */
public record Diagnostic(int line, int column, Severity severity, String message) {

  /** Something that keeps the command from being executed. */
  public static Diagnostic error(int line, int column, String message) {
    return new Diagnostic(line, column, Severity.ERROR, message);
  }

  /** Something that was taken in another way than it was written. */
  public static Diagnostic warning(int line, int column, String message) {
    return new Diagnostic(line, column, Severity.WARNING, message);
  }
}
