package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The agreement between formatters that only the target's own configuration asks for and the files as they are. A
 * formatter that would change many files, or of which the target pins another version, changes none.
 *
 * @param withheld the keys of the uses that must not change files
 * @param findings what the target should know about them
 * @param warnings the same, in one sentence for each use
 */
record FormatterAgreement(Set<String> withheld, List<Finding> findings, List<String> warnings) {

  static final String DISAGREES = "formatter-disagrees";
  static final String VERSION_DIFFERS = "formatter-version-differs";

  /** The number of files that may change in any case. */
  private static final int MAX_CHANGED = 5;

  /** A formatter may change at most one of this many files. */
  private static final int MIN_FILES_PER_CHANGE = 5;

  /**
   * Compares the results of a chain with the files as they are.
   *
   * @param requested selects the formatters that were requested
   */
  static FormatterAgreement of(
      FixerChain chain,
      List<WorkspaceFile> files,
      List<FileResult> results,
      Predicate<FormatterUse> requested) {
    var agreement = new FormatterAgreement(new HashSet<>(), new ArrayList<>(), new ArrayList<>());
    for (FormatterUse use : chain.formatters()) {
      if (!use.consent().explicit() && requested.test(use)) {
        List<String> changed =
            results.stream()
                .filter(result ->
                    result.isChanged()
                        && result.fixers().contains(use.consent().tool())
                        && use.scope().contains(result.path()))
                .map(FileResult::path)
                .toList();
        long count = files.stream().filter(file -> use.scope().contains(file.path())).count();
        agreement.compare(use, changed, count);
      }
    }
    return agreement;
  }

  private void compare(FormatterUse use, List<String> changed, long count) {
    String tool = use.consent().tool();
    if (use.hasOtherVersion() && !changed.isEmpty()) {
      withheld.add(use.key());
      String versions =
          "%s pins %s %s and this is %s"
              .formatted(use.consent().source(), tool, use.consent().version(), use.version());
      String installation =
          use.installation().isEmpty() ? "" : "; to install it: " + use.installation();
      changed.forEach(path ->
          findings.add(
              Finding.at(
                  path,
                  0,
                  0,
                  Severity.INFO,
                  tool,
                  VERSION_DIFFERS,
                  "left as it is: the versions disagree, " + versions + installation)));
      warnings.add(
          "%s: %d of %d files are not formatted, because the versions disagree: %s%s"
              .formatted(
                  use.scope().language().key(), changed.size(), count, versions, installation));
    } else if (changed.size() > MAX_CHANGED
        && (long) changed.size() * MIN_FILES_PER_CHANGE > count) {
      withheld.add(use.key());
      String message =
          "%s %s would change %d of %d files, so the project does not seem to use it like this; all are left as they are"
              .formatted(tool, use.version(), changed.size(), count);
      findings.add(
          Finding.at(
              use.consent().source().replaceFirst(" [(\\[].*", ""),
              0,
              0,
              Severity.WARNING,
              tool,
              DISAGREES,
              use.scope().language().key() + ": " + message));
      warnings.add(use.scope().language().key() + ": not formatted: " + message);
    }
  }
}
