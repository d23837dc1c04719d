package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Fixing.Request;
import dev.pawl.tool.Fixing.Result;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
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
  private final List<String> options;
  private final Workspaces workspaces;
  private final Fixing fixing;

  /**
   * Creates a command.
   *
   * @param options the additional options that the command accepts and does not pass to the fixers
   */
  FixCommand(
      CommandSpec spec,
      Set<Purpose> purposes,
      List<String> options,
      Workspaces workspaces,
      Fixing fixing) {
    this.spec = spec;
    this.purposes = purposes;
    this.options = options;
    this.workspaces = workspaces;
    this.fixing = fixing;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Request request;
    try {
      request = request(invocation);
    } catch (IllegalArgumentException e) {
      return Outcome.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
    Workspace workspace = workspaces.get(invocation.workspace());
    var settings = new Settings(workspace.files());
    List<WorkspaceFile> files = files(workspace, settings, invocation);
    Chain chain = fixing.chain(workspace, settings, request, invocation);
    List<Result> results = fixing.fix(files, chain, request.purposes(), invocation);
    invocation.ensureActive();
    Map<String, WorkspaceFile> byPath =
        files.stream().collect(Collectors.toMap(WorkspaceFile::path, Function.identity()));
    var changed = new ArrayList<String>();
    for (Result result : results) {
      if (result.isChanged()) {
        write(result, Objects.requireNonNull(byPath.get(result.path())), invocation);
        changed.add(result.path());
      }
    }
    return outcome(request, chain, files, changed, results, invocation);
  }

  /**
   * Returns the request that the options describe. Attempt settings that allow nothing optional exclude additional
   * formatters, and restrict a full cleanup to imports.
   */
  private Request request(Invocation invocation) {
    if (purposes.contains(Purpose.LAYOUT)) {
      var options = Options.of(invocation, COMPREHENSIVE);
      return new Request(purposes, options.has(COMPREHENSIVE) && !invocation.conditions().simple());
    }
    if (purposes.contains(Purpose.EQUAL_CODE)) {
      Options.of(invocation, options);
      return new Request(purposes, false);
    }
    boolean whole = purposes.contains(Purpose.IMPORTS) && purposes.contains(Purpose.DEAD_CODE);
    var options = whole ? Options.of(invocation, SAFE, STANDARD) : Options.of(invocation);
    boolean safe = whole && (options.has(SAFE) || invocation.conditions().simple());
    return new Request(safe ? EnumSet.of(Purpose.IMPORTS) : purposes, false);
  }

  private static List<WorkspaceFile> files(
      Workspace workspace, Settings settings, Invocation invocation) {
    var selection = Selection.of(invocation);
    return selection.of(settings.files()).stream()
        .filter(file -> !invocation.conditions().without().contains(file.path()))
        .filter(file -> !TargetConfig.isCritical(file.path()) || selection.names(file.path()))
        .filter(file -> !workspace.isGenerated(file.path()) || selection.names(file.path()))
        .toList();
  }

  private static void write(Result result, WorkspaceFile file, Invocation invocation)
      throws IOException, InterruptedException {
    invocation.ensureActive();
    SourceFile source = SourceFile.read(file).orElseThrow();
    Files.write(file.file(), source.with(String.valueOf(result.text())).encode());
    invocation.say(result.path() + ": " + String.join(", ", result.fixers()));
  }

  private static Outcome withTools(Outcome outcome, List<Result> results) {
    String worked =
        results.stream()
            .flatMap(result -> result.fixers().stream())
            .distinct()
            .collect(Collectors.joining(" "));
    String broken =
        results.stream()
            .flatMap(result -> result.findings().stream())
            .filter(finding -> finding.rule().equals(Rewrite.CRASHED))
            .map(Finding::tool)
            .distinct()
            .collect(Collectors.joining(" "));
    return outcome.with(Outcome.TOOLS_WORKED, worked).with(Outcome.TOOLS_BROKEN, broken);
  }

  private Outcome outcome(
      Request request,
      Chain chain,
      List<WorkspaceFile> files,
      List<String> changed,
      List<Result> results,
      Invocation invocation) {
    var findings =
        Finding.fingerprinted(
            results.stream().flatMap(result -> result.findings().stream()).toList(),
            (file, line) -> "");
    findings.forEach(finding -> invocation.say(finding.file() + ": " + finding.message()));
    var warnings = new ArrayList<String>();
    if (request.purposes().contains(Purpose.LAYOUT)) {
      warnings.addAll(new Coverage(files).of(chain.notCovered()));
    }
    warnings.addAll(chain.leftOut());
    warnings.forEach(warning -> invocation.say("Warning: " + warning));
    String left = findings.isEmpty() ? "" : ", %d left as they are".formatted(findings.size());
    Outcome outcome =
        Outcome.success("%d of %d files changed%s".formatted(changed.size(), files.size(), left))
            .withFindings(findings)
            .withChanged(changed)
            .withWarnings(warnings)
            .with("tools", chain.of(request.purposes()).names())
            .with("files", files.size())
            .with("files_changed", changed.size());
    outcome = withTools(outcome, results);
    return request.noted(outcome, Selection.of(invocation));
  }
}
