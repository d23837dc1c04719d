package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;

/** Describes failures of a tool on one file, which must not stop the work on other files. */
public final class FileFailure {

  /** The reason for files that are nested too deeply for a parser, or exceed another limit of it. */
  public static final String TOO_DEEP = "too deep";

  private static final int MAX_LENGTH = 300;

  private FileFailure() {}

  /** Rethrows what must stop the whole step: an error of the virtual machine, except a stack overflow. */
  public static void rethrowIfFatal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StackOverflowError) {
        return;
      }
      if (cause instanceof VirtualMachineError fatal) {
        throw fatal;
      }
    }
  }

  /** Returns the reason of a failure for people. */
  public static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause.getMessage() == null || cause.getMessage().equals(cause.getCause().toString()))) {
      cause = cause.getCause();
    }
    if (cause instanceof StackOverflowError) {
      return TOO_DEEP;
    }
    String text = "the tool failed with " + cause.toString().strip().replaceAll("\\s+", " ");
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
  }

  /** Creates the note for a file that a checker did not check for a reason that lies in the file. */
  public static Finding notChecked(String path, String tool, String reason) {
    return note(path, 0, tool, Finding.NOT_CHECKED, "not checked: " + reason);
  }

  /** Creates the note for a file on which a checker failed, which may not happen the next time. */
  public static Finding crashed(String path, String tool, String reason) {
    return note(path, 0, tool, Finding.CRASHED, "not checked: " + reason);
  }

  /** Creates a note. */
  public static Finding note(String path, int line, String tool, String rule, String message) {
    return Finding.at(path, line, 0, Severity.INFO, tool, rule, message);
  }
}
