package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Checks every file that a checker speaks for; findings are an answer, not a failure. */
@Component
class VerifyCommand implements Command {

  private static final int SHOWN = 50;

  private final Workspaces workspaces;
  private final List<Checker> checkers;

  VerifyCommand(Workspaces workspaces, List<Checker> checkers) {
    this.workspaces = workspaces;
    this.checkers =
        checkers.stream()
            .sorted(Comparator.comparing(checker -> !(checker instanceof SyntaxChecker)))
            .toList();
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "quality/verify", "Checks syntax and looks for likely mistakes, without changing a file");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    List<WorkspaceFile> files = Selection.of(invocation).in(workspace);
    var found = new ArrayList<Finding>();
    var checked = new HashSet<String>();
    var broken = new HashSet<String>();
    for (Checker checker : checkers) {
      invocation.ensureActive();
      var own =
          files.stream()
              .filter(file -> checker.handles(file.path()) && !broken.contains(file.path()))
              .toList();
      if (!own.isEmpty()) {
        List<Finding> findings = checker.check(own);
        own.forEach(file -> checked.add(file.path()));
        found.addAll(findings);
        // What does not parse is said once; tools that need a syntax tree would only stumble over
        // it.
        findings.stream()
            .filter(finding -> checker instanceof SyntaxChecker)
            .map(Finding::file)
            .forEach(broken::add);
        invocation.say(
            "%s: %d files, %d findings".formatted(checker.name(), own.size(), findings.size()));
      }
    }
    found.sort(
        Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(Finding::rule));
    var findings = Finding.fingerprinted(found, new SourceLines(workspace.folder())::at);
    findings.stream().limit(SHOWN).forEach(finding -> invocation.say(text(finding)));
    if (findings.size() > SHOWN) {
      invocation.say("... and %d more".formatted(findings.size() - SHOWN));
    }
    long errors = count(findings, Severity.ERROR);
    long warnings = count(findings, Severity.WARNING);
    return Outcome.success(
            "%d files checked, %d errors, %d warnings".formatted(checked.size(), errors, warnings))
        .withFindings(findings)
        .with("files_checked", checked.size())
        .with("errors", errors)
        .with("warnings", warnings)
        .with("findings", findings.size());
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
