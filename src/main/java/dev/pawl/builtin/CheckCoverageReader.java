package dev.pawl.builtin;

import dev.pawl.builtin.CheckerRunner.CheckResult;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CheckCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.command.Finding;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads from the result of a verification which files of each language were checked, and why others were not. */
final class CheckCoverageReader {

  private static final String TEMPLATE = "a template, not checked";

  private final CheckResult result;

  /** The note about each file that could not be examined. */
  private final Map<String, Finding> notes = new HashMap<>();

  private CheckCoverageReader(CheckResult result) {
    this.result = result;
    result.findings().stream()
        .filter(Finding::isNote)
        .forEach(finding -> notes.putIfAbsent(finding.file(), finding));
  }

  static Coverage read(Workspace workspace, List<WorkspaceFile> files, CheckResult result)
      throws IOException {
    var reader = new CheckCoverageReader(result);
    LanguageFiles languages = LanguageFiles.of(files);
    return languages.toCoverage(
        workspace,
        language ->
            reader.read(language, languages.byLanguage().getOrDefault(language, List.of())));
  }

  private CoveredLanguage read(String language, List<WorkspaceFile> files) {
    var left = new LanguageFiles.Groups();
    var templates = new HashSet<String>();
    Set<String> checked = result.checked();
    long checkedFiles = 0;
    for (WorkspaceFile file : files) {
      Finding note = notes.get(file.path());
      if (note != null) {
        boolean template = note.rule().equals(Finding.TEMPLATE);
        if (template) {
          templates.add(file.path());
        }
        left.add(template ? TEMPLATE : reason(note), file.path());
      } else if (checked.contains(file.path())) {
        checkedFiles++;
      } else {
        left.add(notCovered(language), file.path());
      }
    }
    List<ToolUse> tools =
        result.tools().stream()
            .filter(use -> use.language().equals(language))
            .map(use -> new ToolUse(use.tool(), use.version(), use.files(), null))
            .toList();
    var check = new CheckCoverage(checkedFiles, tools, templates.size(), left.toList());
    return new CoveredLanguage(language, files.size(), check, null, null);
  }

  private String notCovered(String language) {
    List<String> unavailable = result.unavailable().getOrDefault(language, List.of());
    return unavailable.isEmpty()
        ? "no checker knows the language"
        : "not checked: " + String.join(", ", unavailable);
  }

  /** Returns the reason without the place in the file, which differs from file to file. */
  private static String reason(Finding note) {
    return note.message().replaceFirst("(,| at|:)? line \\d+.*", "");
  }
}
