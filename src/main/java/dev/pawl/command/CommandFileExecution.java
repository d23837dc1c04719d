package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a command file is executed.
 *
 * @param uses the built-in command, for {@link Kind#USES}
 * @param programs the argument lists of the programs to run in sequence, for {@link Kind#PROGRAMS}
 */
public record CommandFileExecution(Kind kind, @Nullable String uses, List<List<String>> programs) {

  /** The kinds of execution. */
  @Schema(name = "ExecutionKind")
  public enum Kind {
    /** Runs a built-in command. */
    USES,
    /** Runs programs that are given as argument lists. */
    PROGRAMS,
    /** Runs the fenced {@code sh}, {@code bash} and {@code shell} blocks of the body. */
    SCRIPT,
    /** Passes the body to the agent program that the operator configured for the role. */
    AGENT,
    /** Runs nothing; the command is documentation. */
    NONE;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The execution that runs nothing. */
  public static final CommandFileExecution NONE =
      new CommandFileExecution(Kind.NONE, null, List.of());

  /** Creates the execution of a built-in command. */
  public static CommandFileExecution uses(String command) {
    return new CommandFileExecution(Kind.USES, command, List.of());
  }

  /** Creates the execution of programs in sequence. */
  public static CommandFileExecution programs(List<List<String>> programs) {
    return new CommandFileExecution(Kind.PROGRAMS, null, programs);
  }

  /** Creates an execution that runs the body of the file, as a script or by an agent. */
  public static CommandFileExecution of(Kind kind) {
    return new CommandFileExecution(kind, null, List.of());
  }
}
