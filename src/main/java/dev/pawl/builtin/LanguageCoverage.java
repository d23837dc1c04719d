package dev.pawl.builtin;

import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reports the languages of files that no tool covers, so that unprocessed files are never hidden. */
final class LanguageCoverage {

  private final Map<String, Long> fileCounts;

  LanguageCoverage(List<WorkspaceFile> files) {
    this.fileCounts =
        files.stream()
            .flatMap(file -> Language.of(file.path()).stream())
            .collect(Collectors.groupingBy(Language::key, Collectors.counting()));
  }

  /** Returns the sentences that begin with a language of these files, with the number of files appended. */
  List<String> filter(List<String> sentences) {
    return sentences.stream()
        .filter(sentence -> fileCounts.containsKey(language(sentence)))
        .map(sentence -> "%s (%d files)".formatted(sentence, fileCounts.get(language(sentence))))
        .toList();
  }

  private static String language(String sentence) {
    return sentence.substring(0, sentence.indexOf(' '));
  }
}
