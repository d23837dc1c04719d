package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;

/**
 * What a target wants left alone: names of files and folders at any depth.
 *
 * @param names letter by letter
 * @param globs such as {@code *.min.js}
 */
record Exclusions(Set<String> names, List<PathMatcher> globs) {

  /** What these patterns leave out. */
  static Exclusions of(List<String> patterns) {
    return new Exclusions(
        patterns.stream().collect(toUnmodifiableSet()),
        patterns.stream()
            .filter(pattern -> pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0)
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .toList());
  }

  /** Whether a file lies in, or is, something that is left out. */
  boolean contain(String path) {
    for (String part : path.split("/")) {
      if (containName(part)) {
        return true;
      }
    }
    return false;
  }

  /** Whether files and folders of this name are left out. */
  boolean containName(String name) {
    if (names.contains(name)) {
      return true;
    }
    return !globs.isEmpty() && globs.stream().anyMatch(glob -> glob.matches(Path.of(name)));
  }
}
