package dev.pawl.registry;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.ProgramRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Creates command registries for tests without a Spring context. */
public final class TestCommandRegistries {

  private TestCommandRegistries() {}

  /** Creates a registry of commands that do nothing, for tests that need only the specifications. */
  public static CommandRegistry ofSpecs(CommandSpec... specs) {
    return ofSpecsAndFolder(Path.of("/nowhere"), Map.of(), specs);
  }

  /** Creates a registry of the given commands. */
  public static CommandRegistry ofCommands(Command... commands) {
    return registry(List.of(commands), Path.of("/nowhere"), Map.of());
  }

  /** Creates a registry of commands that do nothing and of the command files in a folder. */
  public static CommandRegistry ofSpecsAndFolder(
      Path folder, Map<String, List<String>> agents, CommandSpec... specs) {
    return registry(
        Arrays.stream(specs).map(TestCommandRegistries::command).toList(), folder, agents);
  }

  /** Creates a registry of the command files in a folder, which are executed by the runner and may use shells. */
  public static CommandRegistry ofFolderWithRunner(
      ProgramRunner runner, Path folder, Map<String, List<String>> agents) {
    return new CommandRegistry(
        List.of(), runner, new RegistryProperties(folder, true, agents), Clock.systemUTC());
  }

  private static CommandRegistry registry(
      List<Command> commands, Path folder, Map<String, List<String>> agents) {
    ProgramRunner runner = (file, programs, invocation) -> CommandResult.success("ran " + programs);
    var properties = new RegistryProperties(folder, false, agents);
    return new CommandRegistry(commands, runner, properties, Clock.systemUTC());
  }

  private static Command command(CommandSpec spec) {
    return new Command() {
      @Override
      public CommandSpec spec() {
        return spec;
      }

      @Override
      public CommandResult execute(CommandContext invocation) {
        return CommandResult.success("nothing to do")
            .withFact("arguments", invocation.arguments().raw());
      }
    };
  }
}
