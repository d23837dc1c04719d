package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What runs when a command file is executed (2-behaviour, 3.4).
 *
 * @param uses the built-in command, for {@link Kind#USES}
 * @param programs argument lists, one after the other, for {@link Kind#PROGRAMS}
 */
public record Execution(Kind kind, @Nullable String uses, List<List<String>> programs) {

  /** The ways to execute. */
  public enum Kind {
    /** A built-in command. */
    USES,
    /** Programs, as argument lists. */
    PROGRAMS,
    /** The fenced {@code sh} and {@code bash} blocks of the body. */
    SCRIPT,
    /** The body goes to the agent program that the operator configured for the role. */
    AGENT,
    /** Nothing: the command is documentation. */
    NONE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing runs. */
  public static final Execution NOTHING = new Execution(Kind.NONE, null, List.of());

  /** A built-in command runs. */
  public static Execution uses(String command) {
    return new Execution(Kind.USES, command, List.of());
  }

  /** Programs run, one after the other. */
  public static Execution programs(List<List<String>> programs) {
    return new Execution(Kind.PROGRAMS, null, programs);
  }

  /** What the text of the file says runs. */
  public static Execution of(Kind kind) {
    return new Execution(kind, null, List.of());
  }
}
