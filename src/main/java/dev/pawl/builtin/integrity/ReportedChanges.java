package dev.pawl.builtin.integrity;

import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.CommandResult;
import dev.pawl.tool.Fixer.Purpose;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The changes that the previous steps reported.
 *
 * @param changedFiles all reported files
 * @param requests the requests of the steps with fixers
 * @param declared the files that steps without fixers changed or created, within the scope that they declare
 * @param lastFixed the files that fixers changed and that no step without fixers changed afterwards
 * @param selectedByName the files that were requested by their full path
 */
record ReportedChanges(
    Set<String> changedFiles,
    Set<FixRequest> requests,
    Set<String> declared,
    Set<String> lastFixed,
    Set<String> selectedByName) {

  static ReportedChanges from(Iterable<CommandResult> results) {
    var reported =
        new ReportedChanges(
            new HashSet<>(),
            new LinkedHashSet<>(),
            new HashSet<>(),
            new HashSet<>(),
            new HashSet<>());
    results.forEach(reported::add);
    return reported;
  }

  private void add(CommandResult result) {
    changedFiles.addAll(result.changed());
    Optional<FixRequest> request = FixRequest.of(result);
    if (request.isEmpty()) {
      declared.addAll(result.changed());
      selectedByName.addAll(result.changed());
      lastFixed.removeAll(result.changed());
    } else {
      requests.add(request.get());
      selectedByName.addAll(FixRequest.selectedPaths(result));
      lastFixed.addAll(result.changed());
    }
  }

  /** Returns the purposes of all fixers that may have changed files. */
  Set<Purpose> purposes() {
    var all = EnumSet.noneOf(Purpose.class);
    requests.forEach(request -> all.addAll(request.purposes()));
    if (!all.isEmpty()) {
      // Files that were formatted before a cleanup are formatted again after it.
      all.addAll(EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
    }
    return all;
  }

  /** Returns whether only fixers changed a file, so that its content must be equivalent. */
  boolean isFixedOnly(String path) {
    return !declared.contains(path);
  }

  /** Returns whether a fixer made the last change to a file. */
  boolean isLastFixed(String path) {
    return lastFixed.contains(path);
  }
}
