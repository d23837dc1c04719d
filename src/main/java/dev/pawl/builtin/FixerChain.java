package dev.pawl.builtin;

import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.FileRules;
import dev.pawl.language.Language;
import dev.pawl.target.GitAttributes;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LayoutLimits;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fixers of a target in execution order.
 *
 * @param configFiles all files of the workspace
 * @param notCovered the languages that the target wants to be formatted and that no available formatter covers
 * @param formatters the formatters that something asks for, with the files that they format
 * @param asked the files for which something asks for a formatter, or for none
 * @param suggested a formatter for each language that could be formatted
 * @param linters the linters that the target configures, whether they are available or not
 */
public record FixerChain(
    Workspace workspace,
    ToolConfigFiles configFiles,
    List<ChainedFixer> fixers,
    List<UncoveredLanguage> notCovered,
    List<FormatterUse> formatters,
    List<ConsentScope> asked,
    Map<Language, String> suggested,
    List<LinterUse> linters) {

  /**
   * A language without an available formatter.
   *
   * @param reason the reason why each listed formatter is not available, such as {@code prettier is not installed}
   */
  public record UncoveredLanguage(Language language, String reason) {}

  /**
   * One fixer of a chain.
   *
   * @param configurationKey the state of the target's configuration files that affect the results of the fixer
   * @param scopes for a fixer that needs consent the files that it was chosen for, for another fixer the files that it
   *     leaves to formatters
   * @param limits the files that the fixer leaves as they are
   */
  public record ChainedFixer(
      Fixer fixer,
      ToolDetection detection,
      String configurationKey,
      Set<ConsentScope> scopes,
      LayoutLimits limits) {

    boolean handles(SourceFile source) {
      // The request may name a file that the formatter's own rules exclude.
      boolean named = limits.selection().containsFullPath(source.path());
      boolean chosen =
          scopes.stream()
              .map(scope -> named ? scope.with(FileRules.NONE) : scope)
              .anyMatch(scope -> scope.contains(source));
      // An empty file has nothing to fix.
      return !source.text().isEmpty()
          && chosen == needsConsent(fixer)
          && fixer.handles(source)
          && limits.permit(fixer, source);
    }

    private String cacheKeyPart() {
      return String.join(
          "\0",
          fixer.purpose().name(),
          fixer.name(),
          detection.version(),
          configurationKey,
          String.join(" ", limits.layoutGlobs()),
          scopes.stream().map(ConsentScope::key).sorted().collect(Collectors.joining(" ")));
    }
  }

  /** Returns whether a fixer works only where something asks for it: it lays out code, orders imports, or is a linter. */
  static boolean needsConsent(Fixer fixer) {
    return !fixer.formattedLanguages().isEmpty()
        || !fixer.lintedLanguages().isEmpty()
        || fixer.purpose() == Purpose.IMPORT_ORDER;
  }

  /** Returns this chain without the fixers of other purposes. */
  FixerChain withPurposes(Set<Purpose> purposes) {
    // Merging equal code removes imports that it makes unnecessary, but makes no other fixes.
    boolean merges = purposes.contains(Purpose.EQUAL_CODE);
    var selected =
        fixers.stream()
            .filter(link ->
                purposes.contains(link.fixer().purpose())
                    && !(merges && !link.fixer().lintedLanguages().isEmpty()))
            .toList();
    return new FixerChain(
        workspace, configFiles, selected, notCovered, formatters, asked, suggested, linters);
  }

  /** Returns the cache key part for everything that determines the results, except the texts of the files. */
  String cacheKeyPart() {
    return fixers.stream().map(ChainedFixer::cacheKeyPart).collect(Collectors.joining("\0\0"))
        + configFiles.fingerprint(Set.of(GitAttributes.FILE_NAME));
  }

  /** Returns the tools with their versions, for people. */
  String describeTools() {
    return fixers.stream()
        .map(link -> (link.fixer().name() + " " + link.detection().version()).strip())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Returns the formatters and linters that leave a file by their own rules, as a part of cache keys. */
  String leavingKey(String path) {
    return fixers.stream()
        .filter(link -> needsConsent(link.fixer()))
        .filter(link -> link.scopes().stream().anyMatch(scope -> scope.exclusion(path).isPresent()))
        .map(link -> link.fixer().name())
        .collect(Collectors.joining(" "));
  }

  boolean handles(SourceFile source) {
    return fixers.stream().anyMatch(link -> link.handles(source));
  }

  /** Returns what each tool ignores of the target's own configuration because the target is not trusted. */
  List<String> describeIgnoredConfigurations() {
    return fixers.stream()
        .filter(link -> link.detection().ignoredConfiguration() != null)
        .map(link -> link.fixer().name() + ": " + link.detection().ignoredConfiguration())
        .distinct()
        .toList();
  }
}
