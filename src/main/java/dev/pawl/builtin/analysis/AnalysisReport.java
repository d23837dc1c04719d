package dev.pawl.builtin.analysis;

import dev.pawl.command.Finding;
import dev.pawl.language.Language;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of all files of a target. */
record AnalysisReport(List<FileMetrics> files) {

  private static final int MAX_LISTED = 10;

  /** Returns the metrics of each language, ordered by descending number of lines. */
  List<LanguageMetrics> languages() {
    var byLanguage = new EnumMap<Language, LanguageMetrics>(Language.class);
    for (FileMetrics file : files) {
      Language language = file.language();
      if (language != null) {
        byLanguage.merge(
            language,
            new LanguageMetrics(language, 1, file.lines(), file.bytes()),
            LanguageMetrics::plus);
      }
    }
    return byLanguage.values().stream()
        .sorted(
            Comparator.comparingLong((LanguageMetrics metrics) -> metrics.lines().total())
                .reversed())
        .toList();
  }

  /** Returns the total line counts of files in known languages. */
  LineCounter lines() {
    return files.stream().map(FileMetrics::lines).reduce(LineCounter.NONE, LineCounter::plus);
  }

  /** Returns the ten source files with the most lines, longest first. */
  List<FileMetrics> longestFiles() {
    return sources()
        .sorted(
            Comparator.comparingLong((FileMetrics file) -> file.lines().total())
                .reversed()
                .thenComparing(FileMetrics::path))
        .limit(MAX_LISTED)
        .toList();
  }

  /** Returns the ten functions with the most lines, longest first. */
  List<FunctionMetrics> longestFunctions() {
    return functions()
        .sorted(
            Comparator.comparingInt(FunctionMetrics::lines)
                .reversed()
                .thenComparing(FunctionMetrics::file)
                .thenComparingInt(FunctionMetrics::line))
        .limit(MAX_LISTED)
        .toList();
  }

  Stream<FileMetrics> sources() {
    return files.stream().filter(FileMetrics::isSource);
  }

  Stream<FunctionMetrics> functions() {
    return files.stream().flatMap(file -> file.functions().stream());
  }

  /** Returns a finding for each exceeded threshold, in file order, without fingerprints. */
  List<Finding> findings(AnalysisThresholds thresholds) {
    return files.stream()
        .flatMap(thresholds::findViolations)
        .sorted(
            Comparator.comparing(Finding::file)
                .thenComparingInt(Finding::line)
                .thenComparing(Finding::rule)
                .thenComparing(Finding::message))
        .toList();
  }
}
