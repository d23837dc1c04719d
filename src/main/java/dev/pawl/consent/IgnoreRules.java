package dev.pawl.consent;

import dev.pawl.glob.GitIgnore;
import dev.pawl.glob.GlobDialect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules with the syntax of {@code .gitignore}: the last rule that matches decides, and nothing below an ignored folder
 * is included again. Unlike git, a pattern may start with {@code ./}.
 */
final class IgnoreRules {

  /** The number of lines that are read; a file with more of them is not written by people. */
  private static final int MAX_LINES = 2_000;

  private final GitIgnore rules;

  /** Whether the rules ignore the folders that were asked for. */
  private final Map<String, Boolean> folders = new ConcurrentHashMap<>();

  private IgnoreRules(GitIgnore rules) {
    this.rules = rules;
  }

  /** Reads the lines of a file. */
  static IgnoreRules parse(String text) {
    return of(text.lines(), GlobDialect.GIT);
  }

  /** Creates the rules of a list in a configuration, whose patterns may contain braces. */
  static IgnoreRules of(List<String> patterns) {
    return of(patterns.stream(), GlobDialect.GIT_WITH_BRACES);
  }

  private static IgnoreRules of(Stream<String> lines, GlobDialect dialect) {
    return new IgnoreRules(
        GitIgnore.parse(
            lines
                .map(line -> line.startsWith("./") ? line.substring(1) : line)
                .limit(MAX_LINES)
                .collect(Collectors.joining("\n")),
            dialect));
  }

  /** Returns whether the rules ignore a file, by its path relative to the folder of the rules. */
  boolean ignore(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (folders.computeIfAbsent(folder, key -> isIgnored(key, true))) {
        return true;
      }
    }
    return isIgnored(path, false);
  }

  private boolean isIgnored(String path, boolean folder) {
    return Boolean.TRUE.equals(rules.ignores(path, folder));
  }
}
