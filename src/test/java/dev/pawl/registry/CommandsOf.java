package dev.pawl.registry;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.ProgramRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Creates command registries for tests without a Spring context. */
public final class CommandsOf {

  private CommandsOf() {}

  /** Creates a registry of commands that do nothing, for tests that need only the specifications. */
  public static Commands specs(CommandSpec... specs) {
    return with(Path.of("/nowhere"), Map.of(), specs);
  }

  /** Creates a registry of the given commands. */
  public static Commands commands(Command... commands) {
    return registry(List.of(commands), Path.of("/nowhere"), Map.of());
  }

  /** Creates a registry of commands that do nothing and of the command files in a folder. */
  public static Commands with(Path folder, Map<String, List<String>> agents, CommandSpec... specs) {
    return registry(Arrays.stream(specs).map(CommandsOf::command).toList(), folder, agents);
  }

  /** Creates a registry of the command files in a folder, which are executed by the runner and may use shells. */
  public static Commands running(
      ProgramRunner runner, Path folder, Map<String, List<String>> agents) {
    return new Commands(
        List.of(), runner, new RegistryProperties(folder, true, agents), Clock.systemUTC());
  }

  private static Commands registry(
      List<Command> commands, Path folder, Map<String, List<String>> agents) {
    ProgramRunner runner = (file, programs, invocation) -> Outcome.success("ran " + programs);
    var properties = new RegistryProperties(folder, false, agents);
    return new Commands(commands, runner, properties, Clock.systemUTC());
  }

  private static Command command(CommandSpec spec) {
    return new Command() {
      @Override
      public CommandSpec spec() {
        return spec;
      }

      @Override
      public Outcome execute(Invocation invocation) {
        return Outcome.success("nothing to do").with("arguments", invocation.arguments().typed());
      }
    };
  }
}
