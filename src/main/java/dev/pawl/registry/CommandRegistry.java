package dev.pawl.registry;

import static java.util.stream.Collectors.joining;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.ProgramRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** The registry of all commands that can be requested. It decides which of them may be executed. */
@Service
@EnableConfigurationProperties(RegistryProperties.class)
public class CommandRegistry {

  private static final int MAX_FOLDERS = 128;

  /** The option of all built-in commands with which a selection of files may be empty. */
  private static final String ALLOW_EMPTY = "allow-empty";

  private final Map<String, Command> builtIn = new TreeMap<>();
  private final Map<String, CommandSpec> specs = new TreeMap<>();
  private final ProgramRunner runner;
  private final CommandFilePolicy policy;
  private final Clock clock;
  private final CommandFileIndex serverFiles;
  private final Map<Path, CommandFileIndex> targetFiles =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, CommandFileIndex> eldest) {
          return size() > MAX_FOLDERS;
        }
      };

  private List<List<CommandFile>> cachedFiles = List.of();
  private @Nullable CommandCatalog cachedCatalog;

  CommandRegistry(
      List<Command> commands, ProgramRunner runner, RegistryProperties properties, Clock clock) {
    for (Command command : commands) {
      Command existing = builtIn.put(command.spec().name(), command);
      if (existing != null) {
        throw new IllegalStateException("Duplicate command name: " + command.spec().name());
      }
      specs.put(command.spec().name(), command.spec());
    }
    this.runner = runner;
    this.policy = new CommandFilePolicy(properties, specs.keySet());
    this.clock = clock;
    this.serverFiles =
        new CommandFileIndex(properties.folder().toAbsolutePath(), Source.SERVER, clock);
  }

  /** Returns the commands that are available to every request. */
  public CommandCatalog catalog() {
    return catalog(List.of());
  }

  /**
   * Returns the commands that are available to a request on a target.
   *
   * @param targetFolders the command folders of the target; empty unless the target is trusted
   */
  public synchronized CommandCatalog catalog(List<Path> targetFolders) {
    var files = new ArrayList<List<CommandFile>>();
    files.add(serverFiles.all());
    for (Path folder : targetFolders) {
      files.add(
          targetFiles
              .computeIfAbsent(folder, path -> new CommandFileIndex(path, Source.TARGET, clock))
              .all());
    }
    boolean unchanged = cachedCatalog != null && files.size() == cachedFiles.size();
    for (int i = 0; unchanged && i < files.size(); i++) {
      unchanged = files.get(i) == cachedFiles.get(i);
    }
    if (!unchanged || cachedCatalog == null) {
      cachedCatalog = new CommandCatalog(specs, files.stream().flatMap(List::stream).toList());
      cachedFiles = files;
    }
    return cachedCatalog;
  }

  /** Returns the reason why a command must not be executed on this server, or empty if it may be. */
  public Optional<String> rejectionReason(RegisteredCommand entry) {
    CommandFile file = entry.file();
    return file == null
        ? Optional.empty()
        : policy.rejectionReason(file, file.execution().programs());
  }

  /**
   * Returns the reason why a command rejects its arguments, or empty if it accepts them. Programs interpret their arguments
   * themselves.
   */
  public Optional<String> argumentsRejection(RegisteredCommand entry, String arguments) {
    CommandFile file = entry.file();
    String builtInName = file == null ? entry.name() : file.execution().uses();
    Command command = builtInName == null ? null : builtIn.get(builtInName);
    if (command == null) {
      return Optional.empty();
    }
    var accepted = new ArrayList<>(command.options());
    accepted.add(ALLOW_EMPTY);
    return new Arguments(arguments)
        .words().stream()
            .filter(word -> word.startsWith("-"))
            .filter(word -> !accepted.contains(word.replaceFirst("^--([^=]*=?).*", "$1")))
            .findFirst()
            .map(word ->
                "unknown option %s; the accepted options are %s"
                    .formatted(
                        word, accepted.stream().map(name -> "--" + name).collect(joining(", "))));
  }

  /**
   * Returns the executable command.
   *
   * @param file the definition that the workflow has stored; absent for a built-in command
   */
  public Command executable(String name, @Nullable CommandFile file) {
    if (file == null) {
      return Optional.ofNullable(builtIn.get(name))
          .orElseThrow(() -> new IllegalStateException("No built-in command is named " + name));
    }
    return new Command() {
      @Override
      public CommandSpec spec() {
        String uses = file.execution().uses();
        return file.toSpec(uses == null ? null : specs.get(uses));
      }

      @Override
      public CommandResult execute(CommandContext invocation) throws Exception {
        return CommandRegistry.this.execute(file, invocation);
      }
    };
  }

  private CommandResult execute(CommandFile file, CommandContext invocation) throws Exception {
    var programs =
        file.execution().programs().stream()
            .map(invocation.arguments()::replacePlaceholders)
            .toList();
    // Checked again, because the arguments may have changed the program.
    Optional<String> reason =
        policy
            .rejectionReason(file, programs)
            .or(() -> policy.rejectionReason(file, invocation.arguments()));
    if (reason.isPresent()) {
      return CommandResult.failure(
          CommandResult.FailureKind.REFUSED, file.name() + " " + reason.get());
    }
    String uses = file.execution().uses();
    if (uses != null) {
      return executable(uses, null).execute(invocation);
    }
    boolean usesAgent = file.execution().kind() == CommandFileExecution.Kind.AGENT;
    return runner.run(file, usesAgent ? policy.agentPrograms(file) : programs, invocation);
  }
}
