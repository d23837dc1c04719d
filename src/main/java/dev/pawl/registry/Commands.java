package dev.pawl.registry;

import dev.pawl.command.Command;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Execution;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
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
public class Commands {

  private static final int MOST_FOLDERS = 128;

  private final Map<String, Command> builtIn = new TreeMap<>();
  private final Map<String, CommandSpec> specs = new TreeMap<>();
  private final ProgramRunner runner;
  private final Policy policy;
  private final Clock clock;
  private final CommandFiles own;
  private final Map<Path, CommandFiles> folders =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, CommandFiles> eldest) {
          return size() > MOST_FOLDERS;
        }
      };

  private List<List<CommandFile>> shown = List.of();
  private @Nullable Catalog latest;

  Commands(
      List<Command> commands, ProgramRunner runner, RegistryProperties properties, Clock clock) {
    for (Command command : commands) {
      Command other = builtIn.put(command.spec().name(), command);
      if (other != null) {
        throw new IllegalStateException("Duplicate command name: " + command.spec().name());
      }
      specs.put(command.spec().name(), command.spec());
    }
    this.runner = runner;
    this.policy = new Policy(properties, specs.keySet());
    this.clock = clock;
    this.own = new CommandFiles(properties.folder().toAbsolutePath(), Source.SERVER, clock);
  }

  /** Returns the commands that are available to every request. */
  public Catalog catalog() {
    return catalog(List.of());
  }

  /**
   * Returns the commands that are available to a request on a target.
   *
   * @param targetFolders the command folders of the target; empty unless the target is trusted
   */
  public synchronized Catalog catalog(List<Path> targetFolders) {
    var files = new ArrayList<List<CommandFile>>();
    files.add(own.all());
    for (Path folder : targetFolders) {
      files.add(
          folders
              .computeIfAbsent(folder, path -> new CommandFiles(path, Source.TARGET, clock))
              .all());
    }
    boolean same = latest != null && files.size() == shown.size();
    for (int i = 0; same && i < files.size(); i++) {
      same = files.get(i) == shown.get(i);
    }
    if (!same || latest == null) {
      latest = new Catalog(specs, files.stream().flatMap(List::stream).toList());
      shown = files;
    }
    return latest;
  }

  /** Returns the reason why a command must not be executed on this server, or empty if it may be. */
  public Optional<String> refusal(CommandEntry entry) {
    CommandFile file = entry.file();
    return file == null ? Optional.empty() : policy.refusal(file, file.execution().programs());
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
        return file.spec(uses == null ? null : specs.get(uses));
      }

      @Override
      public Outcome execute(Invocation invocation) throws Exception {
        return Commands.this.execute(file, invocation);
      }
    };
  }

  private Outcome execute(CommandFile file, Invocation invocation) throws Exception {
    var programs = file.execution().programs().stream().map(invocation.arguments()::fill).toList();
    // Checked again, because the arguments may have changed the program.
    Optional<String> refusal = policy.refusal(file, programs);
    if (refusal.isPresent()) {
      return Outcome.failure(Outcome.FailureKind.REFUSED, file.name() + " " + refusal.get());
    }
    String uses = file.execution().uses();
    if (uses != null) {
      return executable(uses, null).execute(invocation);
    }
    boolean agent = file.execution().kind() == Execution.Kind.AGENT;
    return runner.run(file, agent ? policy.agents(file) : programs, invocation);
  }
}
