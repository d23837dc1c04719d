package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Severity;
import dev.pawl.workspace.ScopedLines;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Selects the findings that count in the scope of a workflow. */
public final class ScopedFindings {

  private ScopedFindings() {}

  /**
   * Returns the findings in files in scope and, if only changed lines count, on lines that differ from the base. A finding
   * about a whole file, a note about a file that was not examined and a syntax error count wherever they are.
   */
  public static List<Finding> select(List<Finding> findings, Workspace workspace)
      throws IOException {
    var scope = workspace.scope();
    if (findings.isEmpty() || scope.isWholeTarget()) {
      return findings;
    }
    var inScope = findings.stream().filter(finding -> scope.includes(finding.file())).toList();
    if (inScope.isEmpty() || !scope.isLimitedToLines()) {
      return inScope;
    }
    var lines = ScopedLines.of(workspace);
    var selected = new ArrayList<Finding>();
    for (Finding finding : inScope) {
      if (isAboutFile(finding)
          || lines.containsAny(finding.file(), finding.line(), finding.endLine())
          || hasRelatedLocation(finding, lines)) {
        selected.add(finding);
      }
    }
    return selected;
  }

  private static boolean hasRelatedLocation(Finding finding, ScopedLines lines) throws IOException {
    List<RelatedLocation> places = finding.relatedLocations();
    if (places != null) {
      for (RelatedLocation place : places) {
        if (lines.containsAny(place.file(), place.line(), place.endLine())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAboutFile(Finding finding) {
    boolean syntaxError =
        finding.rule().equals(Finding.SYNTAX) && finding.severity() == Severity.ERROR;
    return finding.line() == 0 || syntaxError || finding.isNote();
  }
}
