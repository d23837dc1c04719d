package dev.pawl.command;

import java.time.Duration;
import java.util.List;

/**
 * What a command is called, does and needs.
 *
 * @param name its path, such as {@code quality/format}
 * @param description one sentence for people
 * @param modifies whether it may change files of the workspace or the target
 * @param dependencies commands that come before it when both are asked for (2-behaviour, 2.1)
 * @param timeout how long one attempt may take
 */
public record CommandSpec(
    String name,
    String description,
    boolean modifies,
    List<String> dependencies,
    Duration timeout) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** A command that reads and reports. */
  public static CommandSpec reading(String name, String description) {
    return new CommandSpec(name, description, false, List.of(), DEFAULT_TIMEOUT);
  }

  /** A command that may change files. */
  public static CommandSpec modifying(String name, String description) {
    return new CommandSpec(name, description, true, List.of(), DEFAULT_TIMEOUT);
  }

  /** The same command, to be run after the named ones. */
  public CommandSpec after(String... commands) {
    return new CommandSpec(name, description, modifies, List.of(commands), timeout);
  }
}
