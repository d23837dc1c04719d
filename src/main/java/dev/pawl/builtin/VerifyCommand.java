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
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Checks every file that a checker handles; findings do not fail the command. */
@Component
class VerifyCommand implements Command {

  private static final int MAX_LOGGED = 50;

  private final WorkspaceService workspaces;
  private final CheckerRunner checkerRunner;
  private final SuppressionService suppressions;

  VerifyCommand(
      WorkspaceService workspaces, CheckerRunner checkerRunner, SuppressionService suppressions) {
    this.workspaces = workspaces;
    this.checkerRunner = checkerRunner;
    this.suppressions = suppressions;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
            "quality/verify", "Checks syntax and reports likely mistakes, without changing files")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    var configFiles = new ToolConfigFiles(workspace.files());
    List<WorkspaceFile> files =
        FileSelection.of(context, workspace.scope()).filter(configFiles.files());
    CheckResult result = checkerRunner.check(workspace, files, configFiles, context);
    List<Finding> reviewed =
        suppressions.review(result.findings(), workspace, files, examinations(result));
    List<Finding> all = context.applyRules(ScopedFindings.select(reviewed, workspace));
    List<Finding> findings = all.stream().filter(finding -> !finding.isSuppressed()).toList();
    findings.stream().limit(MAX_LOGGED).forEach(finding -> context.logLine(format(finding)));
    if (findings.size() > MAX_LOGGED) {
      context.logLine("... and %d more".formatted(findings.size() - MAX_LOGGED));
    }
    long suppressed = all.size() - findings.size();
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
            "%s checked, %s, %s%s%s%s"
                .formatted(
                    Quantity.of(result.checked().size(), "file"),
                    Quantity.of(errors, "error"),
                    Quantity.of(warnings, "warning"),
                    suppressed == 0 ? "" : ", %d suppressed".formatted(suppressed),
                    templates == 0
                        ? ""
                        : ", %s not checked".formatted(Quantity.of(templates, "template")),
                    notChecked == 0
                        ? ""
                        : ", %s could not be checked".formatted(Quantity.of(notChecked, "file"))))
        .withFindings(all)
        .withCoverage(CheckCoverageReader.read(workspace, files, result))
        .withWarnings(notExamined)
        .withMetric("files_checked", result.checked().size())
        .withMetric("templates", templates)
        .withMetric("files_not_checked", notChecked)
        .withMetric("errors", errors)
        .withMetric("warnings", warnings)
        .withMetric("findings", findings.size())
        .withMetric(CommandResult.SUPPRESSED, suppressed)
        .withFact("not_covered", notCovered)
        .withFact("notes", String.join("; ", result.notes()))
        .withFact(CommandResult.SUCCEEDED_TOOLS, String.join(" ", result.succeededPrograms()))
        .withFact(CommandResult.CRASHED_TOOLS, String.join(" ", result.crashedPrograms()));
  }

  /** Returns whether a tool has examined a file of a run, by the names of both. */
  private BiPredicate<String, String> examinations(CheckResult result) {
    Set<String> independent = checkerRunner.languageIndependentTools();
    Set<List<String>> tools =
        result.tools().stream()
            .map(tool -> List.of(tool.tool(), tool.language()))
            .collect(Collectors.toSet());
    return (tool, file) ->
        tool.equals(SuppressionService.TOOL)
            || independent.contains(tool)
            || Language.of(file)
                .filter(language -> tools.contains(List.of(tool, language.key())))
                .isPresent();
  }

  /** Returns the number of files with a note of one of these rules. */
  private static long countFiles(List<Finding> findings, String... rules) {
    return findings.stream()
        .filter(finding -> finding.isNote() && List.of(rules).contains(finding.rule()))
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
        .filter(Finding::isNote)
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
