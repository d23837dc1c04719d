package dev.pawl.tool;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fixers that work on a target, in the order in which they do.
 *
 * @param settings all files of the workspace
 * @param notCovered languages that the target wants laid out and no formatter is there for, with the reasons
 */
public record Chain(
    Workspace workspace, Settings settings, List<Link> links, List<String> notCovered) {

  /**
   * One fixer of a chain.
   *
   * @param settings what else of the target decides what it makes of a file
   * @param languages of a formatter those that it was chosen for, of another fixer those that it leaves to formatters
   */
  public record Link(Fixer fixer, Detection detection, String settings, Set<Language> languages) {

    boolean handles(SourceFile source) {
      boolean chosen = source.language().filter(languages::contains).isPresent();
      boolean formatter = !fixer.formatterOf().isEmpty();
      // An empty file says nothing that could be laid out.
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

  /** The same without the fixers of other purposes. */
  Chain of(Set<Purpose> purposes) {
    var some = links.stream().filter(link -> purposes.contains(link.fixer().purpose())).toList();
    return new Chain(workspace, settings, some, notCovered);
  }

  /** What decides, beside the text of a file, what the chain makes of it. */
  String key() {
    return links.stream().map(Link::key).collect(Collectors.joining("\0\0"));
  }

  /** Its tools and their versions, for people. */
  String names() {
    return links.stream()
        .map(link -> (link.fixer().name() + " " + link.detection().version()).strip())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  boolean handles(SourceFile source) {
    return links.stream().anyMatch(link -> link.handles(source));
  }

  /** What of the target's own is left out because the target is not trusted. */
  List<String> leftOut() {
    return links.stream()
        .filter(link -> link.detection().leftOut() != null)
        .map(link -> link.fixer().name() + ": " + link.detection().leftOut())
        .distinct()
        .toList();
  }
}
