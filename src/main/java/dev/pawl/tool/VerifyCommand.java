package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checking.Checked;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Checks every file that a checker handles; findings do not fail the command. */
@Component
class VerifyCommand implements Command {

  private static final int SHOWN = 50;

  private final Workspaces workspaces;
  private final Checking checking;

  VerifyCommand(Workspaces workspaces, Checking checking) {
    this.workspaces = workspaces;
    this.checking = checking;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "quality/verify", "Checks syntax and reports likely mistakes, without changing files");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    var settings = new Settings(workspace.files());
    List<WorkspaceFile> files = Selection.of(invocation).of(settings.files());
    Checked result = checking.check(workspace, files, settings, invocation);
    List<Finding> findings = result.findings();
    findings.stream().limit(SHOWN).forEach(finding -> invocation.say(text(finding)));
    if (findings.size() > SHOWN) {
      invocation.say("... and %d more".formatted(findings.size() - SHOWN));
    }
    String notCovered = notCovered(files, result);
    invocation.say("Not covered: " + (notCovered.isEmpty() ? "nothing" : notCovered));
    result.notes().forEach(invocation::say);
    long errors = count(findings, Severity.ERROR);
    long warnings = count(findings, Severity.WARNING);
    return Outcome.success(
            "%d files checked, %d errors, %d warnings"
                .formatted(result.checked().size(), errors, warnings))
        .withFindings(findings)
        .with("files_checked", result.checked().size())
        .with("errors", errors)
        .with("warnings", warnings)
        .with("findings", findings.size())
        .with("not_covered", notCovered)
        .with("notes", String.join("; ", result.notes()));
  }

  /** Returns the languages of the files that no checker examined, with the number of these files. */
  private static String notCovered(List<WorkspaceFile> files, Checked result) {
    var left = files.stream().filter(file -> !result.checked().contains(file.path())).toList();
    return left.stream()
        .flatMap(file -> Language.of(file.path()).stream())
        .collect(Collectors.groupingBy(Language::key, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(language -> "%s (%d files)".formatted(language.getKey(), language.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static String text(Finding finding) {
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
