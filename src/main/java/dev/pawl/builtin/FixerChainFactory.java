package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.ChainedFixer;
import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.language.Language;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LayoutLimits;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Builds the fixer chain of a target from the available formatters that it lists, and from all other fixers. */
@Component
class FixerChainFactory {

  private final List<Fixer> fixers;

  FixerChainFactory(List<Fixer> fixers) {
    this.fixers = fixers;
  }

  /**
   * Creates the chain for a target.
   *
   * @param configFiles all files of the workspace
   * @param allFormatters whether all available formatters of a language run, in order, instead of only the first one
   * @param avoided the names of tools to exclude
   * @param requested the files that the request selects
   */
  FixerChain create(
      Workspace workspace,
      ToolConfigFiles configFiles,
      boolean allFormatters,
      Set<String> avoided,
      FileSelection requested)
      throws IOException {
    var limits = new LayoutLimits(requested, workspace.config().layout(), workspace::isMarkedAsOwn);
    var selection = new FormatterSelection(workspace, allFormatters, avoided);
    for (Language language : Language.values()) {
      selection.selectFormatters(language, workspace.config().formatters(language.key()));
    }
    var links =
        new ArrayList<>(otherFixers(workspace, configFiles, avoided, selection.covered, limits));
    // Among the fixers of one purpose, formatters run first.
    links.addAll(selection.links(configFiles, limits));
    links.sort(
        Comparator.comparing((ChainedFixer link) -> link.fixer().purpose())
            .thenComparing(link -> link.fixer().formattedLanguages().isEmpty()));
    return new FixerChain(
        workspace, configFiles, List.copyOf(links), List.copyOf(selection.notCovered));
  }

  private List<ChainedFixer> otherFixers(
      Workspace workspace,
      ToolConfigFiles configFiles,
      Set<String> avoided,
      Set<Language> covered,
      LayoutLimits limits) {
    return fixers.stream()
        .filter(fixer -> fixer.formattedLanguages().isEmpty() && !avoided.contains(fixer.name()))
        .map(fixer ->
            new ChainedFixer(
                fixer,
                fixer.detect(workspace),
                fixer.configurationKey(configFiles),
                fixer.purpose() == Purpose.LAYOUT ? covered : Set.of(),
                limits))
        .filter(link -> link.detection().isPresent())
        .toList();
  }

  /** Selects the formatters of all languages, grouped by their position in the lists of the target. */
  private final class FormatterSelection {

    private final Workspace workspace;
    private final boolean allFormatters;
    private final Set<String> avoided;
    private final Set<Language> covered = EnumSet.noneOf(Language.class);
    private final List<UncoveredLanguage> notCovered = new ArrayList<>();
    private final List<Map<Fixer, Set<Language>>> fixersByPosition = new ArrayList<>();

    FormatterSelection(Workspace workspace, boolean allFormatters, Set<String> avoided) {
      this.workspace = workspace;
      this.allFormatters = allFormatters;
      this.avoided = avoided;
    }

    void selectFormatters(Language language, List<String> names) {
      var reasons = new ArrayList<String>();
      for (int position = 0; position < names.size(); position++) {
        if (trySelect(language, names.get(position), position, reasons) && !allFormatters) {
          return;
        }
      }
      if (!names.isEmpty() && !covered.contains(language)) {
        notCovered.add(new UncoveredLanguage(language, String.join(", ", reasons)));
      }
    }

    private boolean trySelect(Language language, String name, int position, List<String> reasons) {
      var candidates =
          fixers.stream()
              .filter(candidate ->
                  candidate.name().equals(name)
                      && candidate.formattedLanguages().contains(language))
              // External programs come first: the target or the operator chose their version.
              .sorted(Comparator.comparing(candidate -> !candidate.requiresFilesOnDisk()))
              .toList();
      if (candidates.isEmpty()) {
        reasons.add(name + " is not a known formatter for it");
        return false;
      }
      if (avoided.contains(name)) {
        reasons.add(name + " failed in an earlier attempt");
        return false;
      }
      for (Fixer fixer : candidates) {
        if (fixer.detect(workspace).isPresent()) {
          while (fixersByPosition.size() <= position) {
            fixersByPosition.add(new LinkedHashMap<>());
          }
          fixersByPosition
              .get(position)
              .computeIfAbsent(fixer, key -> EnumSet.noneOf(Language.class))
              .add(language);
          covered.add(language);
          return true;
        }
      }
      reasons.add(name + " " + candidates.getFirst().detect(workspace).unavailableReason());
      return false;
    }

    List<ChainedFixer> links(ToolConfigFiles configFiles, LayoutLimits limits) {
      var links = new ArrayList<ChainedFixer>();
      for (Map<Fixer, Set<Language>> languagesByFixer : fixersByPosition) {
        languagesByFixer.forEach((fixer, languages) ->
            links.add(
                new ChainedFixer(
                    fixer,
                    fixer.detect(workspace),
                    fixer.configurationKey(configFiles),
                    languages,
                    limits)));
      }
      return links;
    }
  }
}
