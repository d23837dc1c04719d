package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.command.Quantity;
import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reports the languages of files that no tool covers, so that unprocessed files are never hidden. */
final class LanguageCoverage {

  static final String NOTHING_ASKS = "nothing in the target asks for it";

  /** The linter of each language whose safe fixes clean-up makes. */
  private static final Map<Language, String> LINTERS =
      Map.of(
          Language.PYTHON, "ruff",
          Language.JAVASCRIPT, "ESLint",
          Language.TYPESCRIPT, "ESLint",
          Language.GO, "goimports");

  private final List<WorkspaceFile> files;
  private final Map<Language, Long> fileCounts;

  LanguageCoverage(List<WorkspaceFile> files) {
    this.files = files;
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
            "%s is not covered: %s (%s)"
                .formatted(
                    uncovered.language().key(),
                    uncovered.reason(),
                    Quantity.of(fileCounts.getOrDefault(uncovered.language(), 0L), "file")))
        .toList();
  }

  /** Returns the tool, the version and the source of consent for each language of these files. */
  List<String> describeFormatters(FixerChain chain, Predicate<FormatterUse> condition) {
    return chain.formatters().stream()
        .filter(condition)
        .filter(use -> files.stream().anyMatch(file -> use.scope().contains(file.path())))
        .map(FormatterUse::describe)
        .distinct()
        .toList();
  }

  /** Returns the languages of files for which nothing asks for a formatter, with a formatter for each. */
  Map<Language, String> notAsked(FixerChain chain) {
    var languages = new EnumMap<Language, String>(Language.class);
    for (WorkspaceFile file : files) {
      Language.of(file.path())
          .filter(chain.suggested()::containsKey)
          .filter(language ->
              !languages.containsKey(language)
                  && chain.asked().stream().noneMatch(scope -> scope.contains(file.path())))
          .ifPresent(
              language -> languages.put(language, chain.suggested().getOrDefault(language, "")));
    }
    return languages;
  }

  /** Returns a sentence for each language that is not formatted, and says how to ask for it. */
  List<String> describeNotAsked(FixerChain chain) {
    var sentences = new ArrayList<String>();
    notAsked(chain)
        .forEach((language, formatter) ->
            sentences.add(
                "%s; to ask for it: %s".formatted(notAsked(language), hint(language, formatter))));
    return sentences;
  }

  /** Returns how to ask for a formatter. */
  static String hint(Language language, String formatter) {
    return "format --with=%s, or {\"formatters\": {\"%s\": [\"%s\"]}} in .quality-config.json"
        .formatted(formatter, language.key(), formatter);
  }

  /** Returns the linter and its configuration for each language of these files that a linter looks at. */
  List<String> describeLinters(FixerChain chain) {
    return chain.linters().stream()
        .filter(use -> files.stream().anyMatch(file -> use.looksAt(file.path())))
        .map(LinterUse::describe)
        .distinct()
        .toList();
  }

  /** Returns a sentence for each source language with files that the clean-up of code does not look at. */
  Map<Language, String> notCleanedUp(FixerChain chain) {
    var sentences = new EnumMap<Language, String>(Language.class);
    for (WorkspaceFile file : files) {
      Language.of(file.path())
          .filter(language -> language.isSource() && language != Language.JAVA)
          .filter(language ->
              chain.linters().stream()
                  .noneMatch(linter -> linter.looksAt(file.path()) || linter.excludes(file.path())))
          .ifPresent(language ->
              sentences.putIfAbsent(
                  language,
                  "%s: not cleaned up, %s"
                      .formatted(
                          language.key(), reasonNotCleanedUp(language, file.path(), chain))));
    }
    return sentences;
  }

  /** Returns why the clean-up of code does not look at a file. */
  static String reasonNotCleanedUp(Language language, String path, FixerChain chain) {
    String unavailable =
        chain.linters().stream()
            .filter(linter -> linter.appliesTo(path))
            .map(linter -> linter.consent().tool() + " " + linter.detection().unavailableReason())
            .distinct()
            .collect(Collectors.joining(", "));
    String linter = LINTERS.get(language);
    return !unavailable.isEmpty()
        ? unavailable
        : linter == null ? "no clean-up tool knows it" : "the target does not configure " + linter;
  }

  /** Returns whether a linter is configured for a language and cannot be used. */
  static boolean lacksLinter(FixerChain chain, Language language) {
    return chain.linters().stream()
        .anyMatch(linter -> linter.language() == language && !linter.detection().isPresent());
  }

  static String notAsked(Language language) {
    return language.key() + ": not formatted because " + NOTHING_ASKS;
  }
}
