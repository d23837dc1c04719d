package dev.pawl.target;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;

/**
 * The excluded names of files and folders of a target, at any depth.
 *
 * @param names the names that must match exactly
 * @param globs the patterns with wildcards, such as {@code *.min.js}
 */
public record Exclusions(Set<String> names, List<PathMatcher> globs) {

  /** Creates the exclusions of these patterns. */
  static Exclusions of(List<String> patterns) {
    return new Exclusions(
        patterns.stream().collect(toUnmodifiableSet()),
        patterns.stream()
            .filter(pattern -> pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0)
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .toList());
  }

  /** Returns whether a file, or a folder above it, is excluded. */
  public boolean excludes(String path) {
    for (String part : path.split("/")) {
      if (excludesName(part)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether files and folders of this name are excluded. */
  boolean excludesName(String name) {
    if (names.contains(name)) {
      return true;
    }
    return !globs.isEmpty() && globs.stream().anyMatch(glob -> glob.matches(Path.of(name)));
  }
}
