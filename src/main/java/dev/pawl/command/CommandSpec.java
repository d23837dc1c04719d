package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a command is called, does and needs.
 *
 * @param name its path, such as {@code quality/format}
 * @param description one sentence for people
 * @param modifies whether it may change files of the workspace or the target
 * @param dependencies commands that come before it when both are asked for (2-behaviour, 2.1)
 * @param conflicts commands that it may not get on with: a warning, or an error that rejects the plan (2.2)
 * @param complexity what it costs of a workflow's budget (4.1)
 * @param agents the roles of the worker slots it takes (4.5)
 * @param timeout how long one attempt may take
 */
public record CommandSpec(
    String name,
    String description,
    boolean modifies,
    List<String> dependencies,
    SortedMap<String, Severity> conflicts,
    Complexity complexity,
    List<String> agents,
    Duration timeout) {

  /** How much there is to a command. */
  public enum Complexity {
    SIMPLE(1),
    MEDIUM(3),
    COMPLEX(5);

    private final int points;

    Complexity(int points) {
      this.points = points;
    }

    /** What it costs of a workflow's budget. */
    public int points() {
      return points;
    }

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How long an attempt of a command may take that says nothing of it. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** The role of a command that names none. */
  public static final String DEFAULT_AGENT = "worker";

  /** A command that reads and reports. */
  public static CommandSpec reading(String name, String description) {
    return simple(name, description, false);
  }

  /** A command that may change files. */
  public static CommandSpec modifying(String name, String description) {
    return simple(name, description, true);
  }

  private static CommandSpec simple(String name, String description, boolean modifies) {
    return new CommandSpec(
        name,
        description,
        modifies,
        List.of(),
        new TreeMap<>(),
        Complexity.SIMPLE,
        List.of(DEFAULT_AGENT),
        DEFAULT_TIMEOUT);
  }

  /** The same command, to be run after the named ones. */
  public CommandSpec after(String... commands) {
    return new CommandSpec(
        name, description, modifies, List.of(commands), conflicts, complexity, agents, timeout);
  }

  /** The same command, which may not get on with another one. */
  public CommandSpec conflictsWith(String command, Severity severity) {
    var more = new TreeMap<>(conflicts);
    more.putAll(Map.of(command, severity));
    return new CommandSpec(
        name, description, modifies, dependencies, more, complexity, agents, timeout);
  }
}
