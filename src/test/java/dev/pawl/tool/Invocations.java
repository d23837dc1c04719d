package dev.pawl.tool;

import dev.pawl.command.Arguments;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import java.util.List;
import java.util.Map;

/** Creates command contexts for tests. */
public final class Invocations {

  private Invocations() {}

  /** Creates a context in a workspace, with a list that receives the log lines. */
  public static Invocation in(String workspace, List<String> log) {
    return after(workspace, Map.of(), log);
  }

  /** Creates a context with a raw argument string. */
  public static Invocation with(String workspace, String arguments, List<String> log) {
    return new Invocation(workspace, new Arguments(arguments), Map.of(), log::add, () -> {});
  }

  /** Creates a context with the results of previous steps. */
  public static Invocation after(
      String workspace, Map<String, Outcome> previous, List<String> log) {
    return new Invocation(workspace, Arguments.NONE, previous, log::add, () -> {});
  }
}
