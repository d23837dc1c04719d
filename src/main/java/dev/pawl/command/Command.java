package dev.pawl.command;

import java.util.List;

/** An operation that can be requested by name. Every bean of this type is part of the command registry. */
public interface Command {

  /** Returns the specification of this command, which is the same for every call. */
  CommandSpec spec();

  /**
   * Returns the options that this command accepts, without dashes and each followed by {@code =} if it has a value. Its
   * other arguments select files.
   */
  default List<String> options() {
    return List.of();
  }

  /**
   * Executes the command and returns its result.
   *
   * @throws InterruptedException if the step was cancelled or timed out; nothing may be written after that
   * @throws Exception if the command itself crashed; the step fails with the message of the exception
   */
  CommandResult execute(CommandContext invocation) throws Exception;
}
