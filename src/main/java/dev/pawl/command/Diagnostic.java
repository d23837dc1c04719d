package dev.pawl.command;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A problem in a command file.
 *
 * @param line the line in the file, from 1; 0 for the whole file
 * @param column the column, from 1; 0 if unknown
 * @param severity the severity; an error prevents the execution of the command
 * @param message the problem in plain words
 */
@Schema(name = "Diagnostic")
public record Diagnostic(int line, int column, Severity severity, String message) {

  /** Creates a problem that prevents the execution of the command. */
  public static Diagnostic error(int line, int column, String message) {
    return new Diagnostic(line, column, Severity.ERROR, message);
  }

  /** Creates a problem for which a different interpretation than the literal one was used. */
  public static Diagnostic warning(int line, int column, String message) {
    return new Diagnostic(line, column, Severity.WARNING, message);
  }
}
