package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The agreement between formatters that only the target's own configuration asks for and the files as they are. A
 * formatter that would change many files, or of which the target pins another version, changes none.
 *
 * @param reasons why uses must not change files, by their keys
 * @param findings what the target should know about them
 * @param warnings the same, in one sentence for each use
 */
record FormatterAgreement(
    Map<String, String> reasons, List<Finding> findings, List<String> warnings) {

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
    var agreement = new FormatterAgreement(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
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

  /** Returns the keys of the uses that must not change files. */
  Set<String> withheld() {
    return reasons.keySet();
  }

  private void compare(FormatterUse use, List<String> changed, long count) {
    String tool = use.consent().tool();
    if (use.hasOtherVersion() && !changed.isEmpty()) {
      String versions = use.describeOtherVersion();
      changed.forEach(path ->
          findings.add(
              Finding.at(
                  path,
                  0,
                  0,
                  Severity.INFO,
                  tool,
                  VERSION_DIFFERS,
                  "left as it is: the versions disagree, " + versions)));
      String reason =
          "%d of %d files are not formatted, because the versions disagree: %s"
              .formatted(changed.size(), count, versions);
      reasons.put(use.key(), reason);
      warnings.add(use.scope().language().key() + ": " + reason);
    } else if (changed.size() > MAX_CHANGED
        && (long) changed.size() * MIN_FILES_PER_CHANGE > count) {
      String message =
          "%s %s would change %d of %d files, so the project does not seem to use it in this way;"
                  .formatted(tool, use.version(), changed.size(), count)
              + " all files are left as they are";
      findings.add(
          Finding.at(
              use.consent().source().replaceFirst(" [(\\[].*", ""),
              0,
              0,
              Severity.WARNING,
              tool,
              DISAGREES,
              use.scope().language().key() + ": " + message));
      reasons.put(use.key(), message);
      warnings.add(use.scope().language().key() + ": not formatted: " + message);
    }
  }
}
