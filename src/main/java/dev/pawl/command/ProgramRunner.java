package dev.pawl.command;

import java.util.List;

/** Executes a command file that does not use a built-in command; offered by the tools. */
public interface ProgramRunner {

  /**
   * Runs what the file says, in the workspace of the invocation.
   *
   * @param programs what to run: the argument lists of the file with the arguments in their places, or the programs of
   *     its agents; none for a script
   * @throws InterruptedException when the step was cancelled or timed out; what it started is gone then
   */
  Outcome run(CommandFile file, List<List<String>> programs, Invocation invocation)
      throws Exception;
}
