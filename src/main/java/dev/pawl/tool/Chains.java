package dev.pawl.tool;

import dev.pawl.tool.Chain.Link;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.Language;
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
class Chains {

  private final List<Fixer> fixers;

  Chains(List<Fixer> fixers) {
    this.fixers = fixers;
  }

  /**
   * Creates the chain for a target.
   *
   * @param settings all files of the workspace
   * @param every whether all available formatters of a language run, in order, instead of only the first one
   * @param avoided the names of tools to exclude
   */
  Chain of(Workspace workspace, Settings settings, boolean every, Set<String> avoided)
      throws IOException {
    var choice = new Choice(workspace, every, avoided);
    for (Language language : Language.values()) {
      choice.choose(language, workspace.config().formatters(language.key()));
    }
    var links = new ArrayList<>(others(workspace, settings, avoided, choice.covered));
    // Among the fixers of one purpose, formatters run first.
    links.addAll(choice.links(settings));
    links.sort(
        Comparator.comparing((Link link) -> link.fixer().purpose())
            .thenComparing(link -> link.fixer().formatterOf().isEmpty()));
    return new Chain(workspace, settings, List.copyOf(links), List.copyOf(choice.notCovered));
  }

  private List<Link> others(
      Workspace workspace, Settings settings, Set<String> avoided, Set<Language> covered) {
    return fixers.stream()
        .filter(fixer -> fixer.formatterOf().isEmpty() && !avoided.contains(fixer.name()))
        .map(fixer ->
            new Link(
                fixer,
                fixer.detect(workspace),
                fixer.settings(settings),
                fixer.purpose() == Purpose.LAYOUT ? covered : Set.of()))
        .filter(link -> link.detection().isPresent())
        .toList();
  }

  /** Selects the formatters of all languages, grouped by their position in the lists of the target. */
  private final class Choice {

    private final Workspace workspace;
    private final boolean every;
    private final Set<String> avoided;
    private final Set<Language> covered = EnumSet.noneOf(Language.class);
    private final List<String> notCovered = new ArrayList<>();
    private final List<Map<Fixer, Set<Language>>> places = new ArrayList<>();

    Choice(Workspace workspace, boolean every, Set<String> avoided) {
      this.workspace = workspace;
      this.every = every;
      this.avoided = avoided;
    }

    void choose(Language language, List<String> names) {
      var reasons = new ArrayList<String>();
      for (int place = 0; place < names.size(); place++) {
        if (take(language, names.get(place), place, reasons) && !every) {
          return;
        }
      }
      if (!names.isEmpty() && !covered.contains(language)) {
        notCovered.add(
            "%s is not covered: %s".formatted(language.key(), String.join(", ", reasons)));
      }
    }

    private boolean take(Language language, String name, int place, List<String> reasons) {
      var candidates =
          fixers.stream()
              .filter(one -> one.name().equals(name) && one.formatterOf().contains(language))
              // External programs come first: the target or the operator chose their version.
              .sorted(Comparator.comparing(one -> !one.worksOnDisk()))
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
          while (places.size() <= place) {
            places.add(new LinkedHashMap<>());
          }
          places
              .get(place)
              .computeIfAbsent(fixer, first -> EnumSet.noneOf(Language.class))
              .add(language);
          covered.add(language);
          return true;
        }
      }
      reasons.add(name + " " + candidates.getFirst().detect(workspace).missing());
      return false;
    }

    List<Link> links(Settings settings) {
      var links = new ArrayList<Link>();
      for (Map<Fixer, Set<Language>> place : places) {
        place.forEach((fixer, languages) ->
            links.add(
                new Link(fixer, fixer.detect(workspace), fixer.settings(settings), languages)));
      }
      return links;
    }
  }
}
