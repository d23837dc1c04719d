package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.target.TargetConfig;
import dev.pawl.tool.CommandOptions;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rewrites the files that the fixers of given purposes handle. */
final class FixCommand implements Command {

  private static final String COMPREHENSIVE = "comprehensive";
  private static final String SAFE = "safe";
  private static final String STANDARD = "standard";

  private final CommandSpec spec;
  private final Set<Purpose> purposes;
  private final List<String> additionalOptions;
  private final WorkspaceService workspaces;
  private final FixerRunner fixerRunner;

  /**
   * Creates a command.
   *
   * @param additionalOptions the additional options that the command accepts and does not pass to the fixers
   */
  FixCommand(
      CommandSpec spec,
      Set<Purpose> purposes,
      List<String> additionalOptions,
      WorkspaceService workspaces,
      FixerRunner fixerRunner) {
    this.spec = spec;
    this.purposes = purposes;
    this.additionalOptions = additionalOptions;
    this.workspaces = workspaces;
    this.fixerRunner = fixerRunner;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    FixRequest request;
    try {
      request = parseRequest(context);
    } catch (IllegalArgumentException e) {
      return CommandResult.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
    Workspace workspace = workspaces.get(context.workspace());
    var configFiles = new ToolConfigFiles(workspace.files());
    List<WorkspaceFile> files = selectFiles(workspace, configFiles, context);
    FixerChain chain = fixerRunner.chain(workspace, configFiles, request, context);
    List<FileResult> results = fixerRunner.fix(files, chain, request.purposes(), context);
    context.ensureActive();
    Map<String, WorkspaceFile> byPath =
        files.stream().collect(Collectors.toMap(WorkspaceFile::path, Function.identity()));
    var changed = new ArrayList<String>();
    for (FileResult result : results) {
      if (result.isChanged()) {
        write(result, Objects.requireNonNull(byPath.get(result.path())), context);
        changed.add(result.path());
      }
    }
    return toResult(request, chain, files, changed, results, context)
        .withWarnings(LfsPointers.describe(workspace, context));
  }

  /**
   * Returns the request that the options describe. Attempt settings that allow nothing optional exclude additional
   * formatters, and restrict a full cleanup to imports.
   */
  private FixRequest parseRequest(CommandContext context) {
    if (purposes.contains(Purpose.LAYOUT)) {
      var options = CommandOptions.of(context, COMPREHENSIVE);
      return new FixRequest(purposes, options.has(COMPREHENSIVE) && !context.settings().simple());
    }
    if (purposes.contains(Purpose.EQUAL_CODE)) {
      CommandOptions.of(context, additionalOptions);
      return new FixRequest(purposes, false);
    }
    boolean fullCleanup =
        purposes.contains(Purpose.IMPORTS) && purposes.contains(Purpose.DEAD_CODE);
    var options =
        fullCleanup ? CommandOptions.of(context, SAFE, STANDARD) : CommandOptions.of(context);
    boolean safe = fullCleanup && (options.has(SAFE) || context.settings().simple());
    return new FixRequest(safe ? EnumSet.of(Purpose.IMPORTS) : purposes, false);
  }

  private static List<WorkspaceFile> selectFiles(
      Workspace workspace, ToolConfigFiles configFiles, CommandContext context) {
    var selection = FileSelection.of(context);
    return selection.filter(configFiles.files()).stream()
        .filter(file -> !context.settings().without().contains(file.path()))
        .filter(file ->
            !TargetConfig.isCritical(file.path()) || selection.containsFullPath(file.path()))
        .filter(file ->
            !workspace.isGenerated(file.path()) && !workspace.isVendored(file.path())
                || selection.containsFullPath(file.path()))
        .toList();
  }

  private static void write(FileResult result, WorkspaceFile file, CommandContext context)
      throws IOException, InterruptedException {
    context.ensureActive();
    SourceFile source = SourceFile.read(file).orElseThrow();
    Files.write(file.file(), source.withText(String.valueOf(result.text())).encode());
    context.logLine(result.path() + ": " + String.join(", ", result.fixers()));
  }

  /** Records which programs worked and which crashed, for their circuit breakers; built-in fixers have none. */
  private static CommandResult withTools(
      CommandResult commandResult, FixerChain chain, List<FileResult> results) {
    Set<String> programs =
        chain.fixers().stream()
            .filter(fixer -> !fixer.detection().program().isEmpty())
            .map(fixer -> fixer.fixer().name())
            .collect(Collectors.toSet());
    String succeededTools =
        results.stream()
            .flatMap(result -> result.fixers().stream())
            .filter(programs::contains)
            .distinct()
            .collect(Collectors.joining(" "));
    String crashedTools =
        results.stream()
            .flatMap(result -> result.findings().stream())
            .filter(finding -> finding.rule().equals(FixResult.CRASHED))
            .map(Finding::tool)
            .filter(programs::contains)
            .distinct()
            .collect(Collectors.joining(" "));
    return commandResult
        .withFact(CommandResult.SUCCEEDED_TOOLS, succeededTools)
        .withFact(CommandResult.CRASHED_TOOLS, crashedTools);
  }

  private CommandResult toResult(
      FixRequest request,
      FixerChain chain,
      List<WorkspaceFile> files,
      List<String> changed,
      List<FileResult> results,
      CommandContext context) {
    var findings =
        Finding.withFingerprints(
            results.stream().flatMap(result -> result.findings().stream()).toList(),
            (file, line) -> "");
    findings.forEach(finding -> context.logLine(finding.file() + ": " + finding.message()));
    var warnings = new ArrayList<String>();
    if (request.purposes().contains(Purpose.LAYOUT)) {
      warnings.addAll(new LanguageCoverage(files).describe(chain.notCovered()));
    }
    warnings.addAll(chain.describeIgnoredConfigurations());
    warnings.forEach(warning -> context.logLine("Warning: " + warning));
    long unchanged =
        findings.stream().filter(finding -> !finding.rule().equals(FixResult.KEPT)).count();
    String unchangedNote = unchanged == 0 ? "" : ", %d left as they are".formatted(unchanged);
    CommandResult commandResult =
        CommandResult.success(
                "%d of %d files changed%s".formatted(changed.size(), files.size(), unchangedNote))
            .withFindings(findings)
            .withChangedFiles(changed)
            .withWarnings(warnings)
            .withFact("tools", chain.withPurposes(request.purposes()).describeTools())
            .withMetric("files", files.size())
            .withMetric("files_changed", changed.size());
    commandResult = withTools(commandResult, chain, results);
    return request.recordIn(commandResult, FileSelection.of(context));
  }
}
