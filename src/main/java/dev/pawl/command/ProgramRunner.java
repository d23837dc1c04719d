package dev.pawl.command;

import java.util.List;

/** Executes command files that do not use a built-in command. The {@code tool} module implements it. */
public interface ProgramRunner {

  /**
   * Executes the file in the workspace of the invocation.
   *
   * @param programs the programs to run: the argument lists of the file with all placeholders replaced, or the programs
   *     of its agents; empty for a script
   * @throws InterruptedException if the step was cancelled or timed out; all started processes have ended by then
   */
  CommandResult run(CommandFile file, List<List<String>> programs, CommandContext invocation)
      throws Exception;
}
