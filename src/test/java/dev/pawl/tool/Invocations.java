package dev.pawl.tool;

import dev.pawl.command.Arguments;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import java.util.List;
import java.util.Map;

/** Invocations for tests of commands. */
public final class Invocations {

  private Invocations() {}

  /** An invocation in a workspace, whose log goes into a list. */
  public static Invocation in(String workspace, List<String> log) {
    return after(workspace, Map.of(), log);
  }

  /** An invocation with arguments as typed. */
  public static Invocation with(String workspace, String arguments, List<String> log) {
    return new Invocation(workspace, new Arguments(arguments), Map.of(), log::add, () -> {});
  }

  /** An invocation after other steps. */
  public static Invocation after(
      String workspace, Map<String, Outcome> previous, List<String> log) {
    return new Invocation(workspace, Arguments.NONE, previous, log::add, () -> {});
  }
}
