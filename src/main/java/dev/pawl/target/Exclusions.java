package dev.pawl.target;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.util.List;
import java.util.Set;

/**
 * The excluded files and folders of a target.
 *
 * @param names the names that must match exactly, at any depth
 * @param globs the patterns with wildcards, such as {@code *.min.js}, and the paths, such as {@code docs/generated}
 */
public record Exclusions(Set<String> names, List<Glob> globs) {

  /** Creates the exclusions of these patterns. */
  static Exclusions of(List<String> patterns) {
    return new Exclusions(
        patterns.stream().collect(toUnmodifiableSet()),
        patterns.stream()
            .filter(pattern -> Glob.isPattern(pattern) || pattern.indexOf('/') >= 0)
            .map(pattern ->
                Glob.named(pattern.replaceFirst("(?<=.)/+$", ""), GlobDialect.EDITOR_CONFIG))
            .toList());
  }

  /** Returns whether a file, or a folder above it, is excluded. */
  public boolean excludes(String path) {
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (excludesEntry(path.substring(0, end))) {
        return true;
      }
    }
    return excludesEntry(path);
  }

  /** Returns whether the file or folder with this path is excluded, regardless of the folders above it. */
  boolean excludesEntry(String path) {
    return names.contains(path.substring(path.lastIndexOf('/') + 1))
        || globs.stream().anyMatch(glob -> glob.matches(path));
  }
}
