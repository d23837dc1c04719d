package dev.pawl.tool.program;

import dev.pawl.cache.Key;
import dev.pawl.command.CommandFile;
import dev.pawl.command.Conditions;
import dev.pawl.command.Execution.Kind;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.ProgramRunner;
import dev.pawl.command.Scripts;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.process.Processes.Start;
import dev.pawl.tool.program.KnownResults.Known;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Runs the programs of a command file in the workspace, and rolls back their changes when some are not permitted. */
@Component
class Programs implements ProgramRunner {

  private static final AntPathMatcher MATCHER = new AntPathMatcher();
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Workspaces workspaces;
  private final Processes processes;
  private final KnownResults results;

  Programs(Workspaces workspaces, Processes processes, KnownResults results) {
    this.workspaces = workspaces;
    this.processes = processes;
    this.results = results;
  }

  @Override
  public Outcome run(CommandFile file, List<List<String>> programs, Invocation invocation)
      throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    String before = workspace.checkpoint();
    if (!KnownResults.mayBeUsed(file, invocation)) {
      return run(file, programs, workspace, before, invocation);
    }
    Key key = KnownResults.key(file, programs, workspace, before, invocation);
    Optional<Known> known = results.use(key, workspace, before);
    if (known.isPresent()) {
      invocation.say(
          "Reusing the result of %s: definition, arguments and files are unchanged"
              .formatted(known.get().at()));
      return known.get().outcome().with(Outcome.KNOWN, "true");
    }
    Outcome outcome = run(file, programs, workspace, before, invocation);
    if (outcome.failed().isEmpty()) {
      results.keep(key, outcome, workspace);
    }
    return outcome;
  }

  private Outcome run(
      CommandFile file,
      List<List<String>> programs,
      Workspace workspace,
      String before,
      Invocation invocation)
      throws IOException, InterruptedException {
    for (Start start : starts(file, programs, workspace, invocation)) {
      invocation.ensureActive();
      invocation.say("$ " + String.join(" ", start.arguments()));
      var last = new ArrayList<String>();
      int exit;
      try (var _ = invocation.spans().of(name(start))) {
        exit =
            processes.run(
                start,
                line -> {
                  invocation.say(line);
                  last.clear();
                  last.add(line);
                });
      }
      if (exit != 0) {
        workspace.restore(before);
        String said = last.isEmpty() ? "" : ": " + last.getFirst();
        return Outcome.failure(
                FailureKind.BROKEN,
                "exit %d of %s%s".formatted(exit, start.arguments().getFirst(), said))
            .with(Outcome.EXIT_CODE, Integer.toString(exit));
      }
    }
    Outcome outcome = new Traces(file, workspace, before).judged(invocation);
    return file.name().startsWith("test/") && outcome.failed().isEmpty()
        ? outcome.with("tests", 1)
        : outcome;
  }

  private static String name(Start start) {
    return String.valueOf(Path.of(start.arguments().getFirst()).getFileName());
  }

  private List<Start> starts(
      CommandFile file, List<List<String>> programs, Workspace workspace, Invocation invocation)
      throws IOException {
    Path folder = workspace.folder();
    // Steps may run in parallel in one workspace, so each has a scratch folder of its own.
    Path own = Files.createTempDirectory(workspace.scratch("steps"), "step-");
    Path home = Files.createDirectory(own.resolve("home"));
    Map<String, String> environment = environment(file, workspace, own, invocation);
    if (file.execution().kind() == Kind.SCRIPT) {
      Path script = own.resolve("script.sh");
      Files.writeString(script, String.join("\n", Scripts.in(file.body())));
      var arguments = new ArrayList<>(List.of("bash", "-e", script.toString()));
      arguments.addAll(invocation.arguments().words());
      return List.of(Start.of(arguments, folder, home).with(environment).reading(own));
    }
    if (file.execution().kind() == Kind.AGENT) {
      String prompt = new Prompt(workspace.folder()).of(file, invocation.arguments());
      environment.put("PAWL_ALLOWED_TOOLS", String.join(" ", file.allowedTools()));
      return programs.stream()
          .map(program ->
              Start.of(program, folder, home).with(prompt).with(environment).reading(own).online())
          .toList();
    }
    return programs.stream()
        .map(program -> Start.of(program, folder, home).with(environment).reading(own))
        .toList();
  }

  /**
   * Returns the variables for the programs of a step; shared state and file lists are passed in files, as they may be
   * large.
   */
  private static Map<String, String> environment(
      CommandFile file, Workspace workspace, Path own, Invocation invocation) throws IOException {
    Path state = own.resolve("coordination.json");
    Files.writeString(state, MAPPER.writeValueAsString(invocation.shared()));
    Path allocated = own.resolve("allocated-files.txt");
    Files.write(allocated, allocated(workspace, file, invocation));
    Conditions conditions = invocation.conditions();
    var environment = new HashMap<String, String>();
    environment.put("QUALITY_COMMAND", file.name());
    environment.put("QUALITY_COORDINATION_FILE", state.toString());
    environment.put("QUALITY_ALLOCATED_FILES", allocated.toString());
    environment.put("PAWL_COMMAND", file.name());
    environment.put("PAWL_PARALLELISM", Integer.toString(conditions.parallelism()));
    environment.put("PAWL_SHARE", Integer.toString(conditions.share()));
    environment.put("PAWL_SIMPLE", Boolean.toString(conditions.simple()));
    environment.put("ARGUMENTS", invocation.arguments().typed());
    return environment;
  }

  /**
   * Returns the files that a step may process, without those that earlier attempts failed on; for a command that
   * modifies files, only those that match its {@code writes}.
   */
  private static List<String> allocated(
      Workspace workspace, CommandFile file, Invocation invocation) throws IOException {
    return workspace.files().stream()
        .map(WorkspaceFile::path)
        .filter(path -> !invocation.conditions().without().contains(path))
        .filter(path ->
            !file.modifies() || file.writes().stream().anyMatch(glob -> MATCHER.match(glob, path)))
        .toList();
  }
}
