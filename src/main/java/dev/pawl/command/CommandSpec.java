package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The specification of a command.
 *
 * @param name the path, such as {@code quality/format}
 * @param description a one-sentence description
 * @param modifies whether the command may change files of the workspace or the target
 * @param dependencies the commands that run before it if both are requested
 * @param conflicts the commands that conflict with it: a warning, or an error that rejects the plan
 * @param complexity the complexity, which determines the points charged to the budget of a workflow
 * @param agents the roles of the worker slots that it occupies
 * @param timeout the maximum duration of one attempt
 * @param reads the files that it reads
 */
public record CommandSpec(
    String name,
    String description,
    boolean modifies,
    List<String> dependencies,
    SortedMap<String, Severity> conflicts,
    Complexity complexity,
    List<String> agents,
    Duration timeout,
    Reads reads) {

  /** The complexity of a command. */
  @Schema(name = "CommandComplexity")
  public enum Complexity {
    SIMPLE(1),
    MEDIUM(3),
    COMPLEX(5);

    private final int points;

    Complexity(int points) {
      this.points = points;
    }

    /** Returns the points charged to the budget of a workflow. */
    public int points() {
      return points;
    }

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The files that a command reads when a workflow examines a part of its target. */
  @Schema(name = "CommandReads")
  public enum Reads {
    /** The files in scope, and the settings of tools that apply to them. */
    SCOPE,
    /** All files of the target. */
    TARGET;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The timeout of one attempt of a command that declares none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** The agent role of a command that declares none. */
  public static final String DEFAULT_AGENT = "worker";

  /** Creates the specification of a command that only reads and reports. */
  public static CommandSpec readOnly(String name, String description) {
    return create(name, description, false);
  }

  /** Creates the specification of a command that may change files. */
  public static CommandSpec modifying(String name, String description) {
    return create(name, description, true);
  }

  private static CommandSpec create(String name, String description, boolean modifies) {
    return new CommandSpec(
        name,
        description,
        modifies,
        List.of(),
        new TreeMap<>(),
        Complexity.SIMPLE,
        List.of(DEFAULT_AGENT),
        DEFAULT_TIMEOUT,
        Reads.TARGET);
  }

  /** Returns a copy that depends on the given commands. */
  public CommandSpec dependingOn(String... commands) {
    return new CommandSpec(
        name,
        description,
        modifies,
        List.of(commands),
        conflicts,
        complexity,
        agents,
        timeout,
        reads);
  }

  /** Returns a copy that reads no files outside of the scope except the settings of tools. */
  public CommandSpec readingScope() {
    return new CommandSpec(
        name,
        description,
        modifies,
        dependencies,
        conflicts,
        complexity,
        agents,
        timeout,
        Reads.SCOPE);
  }

  /** Returns a copy that conflicts with another command. */
  public CommandSpec conflictingWith(String command, Severity severity) {
    var newConflicts = new TreeMap<>(conflicts);
    newConflicts.putAll(Map.of(command, severity));
    return new CommandSpec(
        name,
        description,
        modifies,
        dependencies,
        newConflicts,
        complexity,
        agents,
        timeout,
        reads);
  }
}
