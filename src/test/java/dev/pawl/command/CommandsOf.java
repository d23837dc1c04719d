package dev.pawl.command;

import java.util.Arrays;
import java.util.List;

/** A registry of commands that do nothing, for tests of what only looks at specs. */
public final class CommandsOf {

  private CommandsOf() {}

  /** The registry. */
  public static Commands specs(CommandSpec... specs) {
    return new Commands(Arrays.stream(specs).map(CommandsOf::command).toList());
  }

  /** The registry of these commands. */
  public static Commands commands(Command... commands) {
    return new Commands(List.of(commands));
  }

  private static Command command(CommandSpec spec) {
    return new Command() {
      @Override
      public CommandSpec spec() {
        return spec;
      }

      @Override
      public Outcome execute(Invocation invocation) {
        return Outcome.success("nothing to do");
      }
    };
  }
}
