package dev.pawl.commandfile;

import dev.pawl.cache.CacheKey;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.ProgramRunner;
import dev.pawl.command.RetrySettings;
import dev.pawl.command.ScriptBlocks;
import dev.pawl.commandfile.ProgramResultCache.CachedResult;
import dev.pawl.glob.Glob;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Runs the programs of a command file in the workspace, and rolls back their changes when some are not permitted. */
@Component
class CommandFileRunner implements ProgramRunner {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final WorkspaceService workspaces;
  private final ProcessRunner processRunner;
  private final ProgramResultCache resultCache;

  CommandFileRunner(
      WorkspaceService workspaces, ProcessRunner processRunner, ProgramResultCache resultCache) {
    this.workspaces = workspaces;
    this.processRunner = processRunner;
    this.resultCache = resultCache;
  }

  @Override
  public CommandResult run(CommandFile file, List<List<String>> programs, CommandContext invocation)
      throws Exception {
    Optional<String> refusal = processRunner.refusal();
    if (refusal.isPresent()) {
      return CommandResult.failure(
          FailureKind.REFUSED, "the programs of %s are %s".formatted(file.name(), refusal.get()));
    }
    Workspace workspace = workspaces.get(invocation.workspace());
    Optional<String> own = ownProgram(programs, workspace);
    if (own.isPresent()) {
      return CommandResult.failure(
          FailureKind.REFUSED,
          "%s runs %s of the target, which is not trusted (pawl.workspace.trusted-targets)"
              .formatted(file.name(), own.get()));
    }
    String before = workspace.checkpoint();
    if (!ProgramResultCache.isCacheable(file, invocation)) {
      return runPrograms(file, programs, workspace, before, invocation);
    }
    CacheKey key = ProgramResultCache.key(file, programs, workspace, before, invocation);
    Optional<CachedResult> cached = resultCache.findAndRestore(key, workspace, before);
    if (cached.isPresent()) {
      invocation.logLine(
          "Reusing the result of %s: definition, arguments and files are unchanged"
              .formatted(cached.get().at()));
      return cached.get().outcome().withFact(CommandResult.REUSED, "true");
    }
    CommandResult outcome = runPrograms(file, programs, workspace, before, invocation);
    if (outcome.findFailure().isEmpty()) {
      resultCache.store(key, outcome, workspace);
    }
    return outcome;
  }

  /** Returns the program that a target brings itself although it is not trusted, if there is one. */
  private static Optional<String> ownProgram(List<List<String>> programs, Workspace workspace) {
    if (workspace.isTrusted()) {
      return Optional.empty();
    }
    return programs.stream()
        .flatMap(program -> TargetProgram.find(program, workspace.folder()).stream())
        .findFirst();
  }

  private CommandResult runPrograms(
      CommandFile file,
      List<List<String>> programs,
      Workspace workspace,
      String before,
      CommandContext invocation)
      throws IOException, InterruptedException {
    Optional<ProgramFindings> findings =
        Optional.ofNullable(file.findings()).map(ProgramFindings::new);
    Optional<CommandResult> failure = Optional.empty();
    for (ProcessSpec spec : processSpecs(file, programs, workspace, invocation)) {
      if (failure.isEmpty()) {
        failure = runProgram(spec, file, findings, invocation);
      }
    }
    failure =
        failure.or(() ->
            findings
                .flatMap(ProgramFindings::findFault)
                .map(reason -> CommandResult.failure(FailureKind.BROKEN, reason)));
    if (failure.isPresent()) {
      workspace.restore(before);
      return failure.get();
    }
    CommandResult outcome = new WorkspaceChanges(file, workspace, before).validate(invocation);
    if (outcome.findFailure().isPresent()) {
      return outcome;
    }
    if (findings.isPresent()) {
      outcome = findings.get().addTo(outcome, workspace);
    }
    return file.name().startsWith("test/") ? outcome.withMetric("tests", 1) : outcome;
  }

  /** Runs one program of a command file; returns the failure if it has failed. */
  private Optional<CommandResult> runProgram(
      ProcessSpec program,
      CommandFile file,
      Optional<ProgramFindings> findings,
      CommandContext invocation)
      throws IOException, InterruptedException {
    invocation.ensureActive();
    invocation.logLine("$ " + String.join(" ", program.arguments()));
    ProcessSpec spec = findings.isPresent() ? program.withLongLines() : program;
    var lastLine = new ArrayList<String>();
    int exitCode;
    try (var _ = invocation.tracer().start(programName(spec))) {
      exitCode =
          processRunner.run(
              spec,
              line -> {
                invocation.logLine(line);
                findings.ifPresent(collected -> collected.add(line));
                lastLine.clear();
                lastLine.add(line);
              });
    }
    String name = spec.arguments().getFirst();
    String detail = lastLine.isEmpty() ? "" : ": " + lastLine.getFirst();
    if (findings.isEmpty()) {
      return exitCode == 0 ? Optional.empty() : Optional.of(failure(exitCode, name, detail));
    }
    try {
      findings.get().endOfProgram();
    } catch (IllegalArgumentException e) {
      return Optional.of(failure(exitCode, name, ": " + e.getMessage()));
    }
    return findings.get().isSuccess(exitCode)
        ? Optional.empty()
        : Optional.of(failure(exitCode, name, detail));
  }

  private static CommandResult failure(int exitCode, String program, String detail) {
    return CommandResult.failure(
            FailureKind.BROKEN, "exit %d of %s%s".formatted(exitCode, program, detail))
        .withFact(CommandResult.EXIT_CODE, Integer.toString(exitCode))
        .withFact(CommandResult.PROGRAM, program);
  }

  private static String programName(ProcessSpec spec) {
    return String.valueOf(Path.of(spec.arguments().getFirst()).getFileName());
  }

  private List<ProcessSpec> processSpecs(
      CommandFile file, List<List<String>> programs, Workspace workspace, CommandContext invocation)
      throws IOException {
    Path folder = workspace.folder();
    // Steps may run in parallel in one workspace, so each has a scratch folder of its own.
    Path scratch = Files.createTempDirectory(workspace.createScratchFolder("steps"), "step-");
    Path home = Files.createDirectory(scratch.resolve("home"));
    Map<String, String> environment = environmentVariables(file, workspace, scratch, invocation);
    if (file.execution().kind() == Kind.SCRIPT) {
      Path script = scratch.resolve("script.sh");
      Files.writeString(script, String.join("\n", ScriptBlocks.extract(file.body())));
      var arguments = new ArrayList<>(List.of("bash", "-e", script.toString()));
      arguments.addAll(invocation.arguments().words());
      return List.of(
          ProcessSpec.of(arguments, folder, home)
              .withEnvironment(environment)
              .withReadable(scratch));
    }
    if (file.execution().kind() == Kind.AGENT) {
      String prompt = new AgentPrompt(workspace.folder()).build(file, invocation.arguments());
      environment.put("PAWL_ALLOWED_TOOLS", String.join(" ", file.allowedTools()));
      return programs.stream()
          .map(program ->
              ProcessSpec.of(program, folder, home)
                  .withInput(prompt)
                  .withEnvironment(environment)
                  .withReadable(scratch)
                  .withNetwork())
          .toList();
    }
    return programs.stream()
        .map(program ->
            ProcessSpec.of(program, folder, home)
                .withEnvironment(environment)
                .withReadable(scratch))
        .toList();
  }

  /**
   * Returns the variables for the programs of a step; shared state and file lists are passed in files, as they may be
   * large.
   */
  private static Map<String, String> environmentVariables(
      CommandFile file, Workspace workspace, Path scratch, CommandContext invocation)
      throws IOException {
    Path stateFile = scratch.resolve("coordination.json");
    Files.writeString(stateFile, MAPPER.writeValueAsString(invocation.sessionState()));
    Path allocatedFile = scratch.resolve("allocated-files.txt");
    Files.write(allocatedFile, allocatedFiles(workspace, file, invocation));
    RetrySettings settings = invocation.settings();
    var environment = new HashMap<String, String>();
    environment.put("QUALITY_COMMAND", file.name());
    environment.put("QUALITY_COORDINATION_FILE", stateFile.toString());
    environment.put("QUALITY_ALLOCATED_FILES", allocatedFile.toString());
    environment.put("PAWL_COMMAND", file.name());
    environment.put("PAWL_PARALLELISM", Integer.toString(settings.parallelism()));
    environment.put("PAWL_SHARE", Integer.toString(settings.share()));
    environment.put("PAWL_SIMPLE", Boolean.toString(settings.simple()));
    environment.put("ARGUMENTS", invocation.arguments().raw());
    return environment;
  }

  /**
   * Returns the files in scope that a step may process, without those that earlier attempts failed on; for a command that
   * modifies files, only those that match its {@code writes}.
   */
  private static List<String> allocatedFiles(
      Workspace workspace, CommandFile file, CommandContext invocation) throws IOException {
    List<Glob> writes = file.writes().stream().map(Glob::path).toList();
    return workspace.scope().filter(workspace.files()).stream()
        .map(WorkspaceFile::path)
        .filter(path -> !invocation.settings().without().contains(path))
        .filter(path -> !file.modifies() || writes.stream().anyMatch(glob -> glob.matches(path)))
        .toList();
  }
}
