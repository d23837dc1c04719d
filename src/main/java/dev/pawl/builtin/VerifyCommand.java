package dev.pawl.builtin;

import dev.pawl.builtin.CheckerRunner.CheckResult;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Checks every file that a checker handles; findings do not fail the command. */
@Component
class VerifyCommand implements Command {

  private static final int MAX_LOGGED = 50;

  private final WorkspaceService workspaces;
  private final CheckerRunner checkerRunner;

  VerifyCommand(WorkspaceService workspaces, CheckerRunner checkerRunner) {
    this.workspaces = workspaces;
    this.checkerRunner = checkerRunner;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
        "quality/verify", "Checks syntax and reports likely mistakes, without changing files");
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    var configFiles = new ToolConfigFiles(workspace.files());
    List<WorkspaceFile> files =
        FileSelection.of(context, workspace.scope()).filter(configFiles.files());
    CheckResult result = checkerRunner.check(workspace, files, configFiles, context);
    List<Finding> findings =
        context.applyRules(ScopedFindings.select(result.findings(), workspace));
    findings.stream().limit(MAX_LOGGED).forEach(finding -> context.logLine(format(finding)));
    if (findings.size() > MAX_LOGGED) {
      context.logLine("... and %d more".formatted(findings.size() - MAX_LOGGED));
    }
    String notCovered = notCovered(files, result);
    context.logLine("Not covered: " + (notCovered.isEmpty() ? "nothing" : notCovered));
    result.notes().forEach(context::logLine);
    List<String> notExamined = LfsPointers.describe(workspace, context);
    notExamined.forEach(warning -> context.logLine("Warning: " + warning));
    long errors = count(findings, Severity.ERROR);
    long warnings = count(findings, Severity.WARNING);
    long templates = countFiles(findings, Finding.TEMPLATE);
    long notChecked = countFiles(findings, Finding.NOT_CHECKED, Finding.CRASHED, Finding.SYNTAX);
    return CommandResult.success(
            "%s checked, %s, %s%s%s"
                .formatted(
                    Quantity.of(result.checked().size(), "file"),
                    Quantity.of(errors, "error"),
                    Quantity.of(warnings, "warning"),
                    templates == 0
                        ? ""
                        : ", %s not checked".formatted(Quantity.of(templates, "template")),
                    notChecked == 0
                        ? ""
                        : ", %s could not be checked".formatted(Quantity.of(notChecked, "file"))))
        .withFindings(findings)
        .withCoverage(CheckCoverageReader.read(workspace, files, result))
        .withWarnings(notExamined)
        .withMetric("files_checked", result.checked().size())
        .withMetric("templates", templates)
        .withMetric("files_not_checked", notChecked)
        .withMetric("errors", errors)
        .withMetric("warnings", warnings)
        .withMetric("findings", findings.size())
        .withFact("not_covered", notCovered)
        .withFact("notes", String.join("; ", result.notes()))
        .withFact(CommandResult.SUCCEEDED_TOOLS, String.join(" ", result.succeededPrograms()))
        .withFact(CommandResult.CRASHED_TOOLS, String.join(" ", result.crashedPrograms()));
  }

  /** Returns the number of files with a note of one of these rules. */
  private static long countFiles(List<Finding> findings, String... rules) {
    return findings.stream()
        .filter(finding -> !finding.countsInGates() && List.of(rules).contains(finding.rule()))
        .map(Finding::file)
        .distinct()
        .count();
  }

  /**
   * Returns the languages of the files that no checker handles, with the number of these files. Files that a checker
   * could not examine are reported by a note each.
   */
  private static String notCovered(List<WorkspaceFile> files, CheckResult result) {
    var reported = new HashSet<>(result.checked());
    result.findings().stream()
        .filter(finding -> !finding.countsInGates())
        .forEach(finding -> reported.add(finding.file()));
    var unchecked = files.stream().filter(file -> !reported.contains(file.path())).toList();
    return unchecked.stream()
        .flatMap(file -> Language.of(file.path()).stream())
        .collect(Collectors.groupingBy(Language::key, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(language ->
            "%s (%s)".formatted(language.getKey(), Quantity.of(language.getValue(), "file")))
        .collect(Collectors.joining(", "));
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static String format(Finding finding) {
    return "%s:%d:%d: %s: %s [%s]"
        .formatted(
            finding.file(),
            finding.line(),
            finding.column(),
            finding.severity().name().toLowerCase(Locale.ROOT),
            finding.message(),
            finding.rule());
  }
}
