package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reports the languages of files that no tool covers, so that unprocessed files are never hidden. */
final class LanguageCoverage {

  private final Map<Language, Long> fileCounts;

  LanguageCoverage(List<WorkspaceFile> files) {
    this.fileCounts =
        files.stream()
            .flatMap(file -> Language.of(file.path()).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** Returns a sentence for each of the languages that these files have, with the reason and the number of files. */
  List<String> describe(List<UncoveredLanguage> languages) {
    return languages.stream()
        .filter(uncovered -> fileCounts.containsKey(uncovered.language()))
        .map(uncovered ->
            "%s is not covered: %s (%d files)"
                .formatted(
                    uncovered.language().key(),
                    uncovered.reason(),
                    fileCounts.get(uncovered.language())))
        .toList();
  }
}
