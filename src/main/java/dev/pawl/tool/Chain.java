package dev.pawl.tool;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fixers of a target in execution order.
 *
 * @param settings all files of the workspace
 * @param notCovered the languages that the target wants to be formatted and that no available formatter covers, with
 *     the reasons
 */
public record Chain(
    Workspace workspace, Settings settings, List<Link> links, List<String> notCovered) {

  /**
   * One fixer of a chain.
   *
   * @param settings the state of the target's configuration files that affect the results of the fixer
   * @param languages for a formatter the languages that it was chosen for, for another fixer the languages that it
   *     leaves to formatters
   */
  public record Link(Fixer fixer, Detection detection, String settings, Set<Language> languages) {

    boolean handles(SourceFile source) {
      boolean chosen = source.language().filter(languages::contains).isPresent();
      boolean formatter = !fixer.formatterOf().isEmpty();
      // An empty file has nothing to fix.
      return !source.text().isEmpty() && chosen == formatter && fixer.handles(source);
    }

    private String key() {
      return String.join(
          "\0",
          fixer.purpose().name(),
          fixer.name(),
          detection.version(),
          settings,
          languages.stream().map(Language::key).sorted().collect(Collectors.joining(" ")));
    }
  }

  /** Returns this chain without the fixers of other purposes. */
  Chain of(Set<Purpose> purposes) {
    var some = links.stream().filter(link -> purposes.contains(link.fixer().purpose())).toList();
    return new Chain(workspace, settings, some, notCovered);
  }

  /** Returns the cache key part for everything that determines the results, except the texts of the files. */
  String key() {
    return links.stream().map(Link::key).collect(Collectors.joining("\0\0"));
  }

  /** Returns the tools with their versions, for people. */
  String names() {
    return links.stream()
        .map(link -> (link.fixer().name() + " " + link.detection().version()).strip())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  boolean handles(SourceFile source) {
    return links.stream().anyMatch(link -> link.handles(source));
  }

  /** Returns what each tool ignores of the target's own configuration because the target is not trusted. */
  List<String> leftOut() {
    return links.stream()
        .filter(link -> link.detection().leftOut() != null)
        .map(link -> link.fixer().name() + ": " + link.detection().leftOut())
        .distinct()
        .toList();
  }
}
