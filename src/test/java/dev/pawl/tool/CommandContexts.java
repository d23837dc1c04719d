package dev.pawl.tool;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import java.util.List;
import java.util.Map;

/** Creates command contexts for tests. */
public final class CommandContexts {

  private CommandContexts() {}

  /** Creates a context in a workspace, with a list that receives the log lines. */
  public static CommandContext inWorkspace(String workspace, List<String> log) {
    return afterSteps(workspace, Map.of(), log);
  }

  /** Creates a context with a raw argument string. */
  public static CommandContext withArguments(String workspace, String arguments, List<String> log) {
    return new CommandContext(workspace, new Arguments(arguments), Map.of(), log::add, () -> {});
  }

  /** Creates a context with the results of previous steps. */
  public static CommandContext afterSteps(
      String workspace, Map<String, CommandResult> previous, List<String> log) {
    return new CommandContext(workspace, Arguments.NONE, previous, log::add, () -> {});
  }
}
