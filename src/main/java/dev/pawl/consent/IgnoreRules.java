package dev.pawl.consent;

import dev.pawl.consent.PathGlob.Star;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rules with the syntax of {@code .gitignore}: the last rule that matches decides, and nothing below an ignored folder
 * is included again.
 */
final class IgnoreRules {

  /** The number of rules that are read; a file with more of them is not written by people. */
  private static final int MAX_RULES = 2_000;

  private final List<Rule> rules;

  /** Whether the rules ignore the folders that were asked for. */
  private final Map<String, Boolean> folders = new ConcurrentHashMap<>();

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * One line.
   *
   * @param onlyFolders whether the rule matches folders only
   */
  private record Rule(PathGlob glob, boolean negated, boolean onlyFolders) {

    private static Rule of(String line) {
      boolean negated = line.startsWith("!");
      String pattern = negated ? line.substring(1) : line;
      boolean onlyFolders = pattern.endsWith("/");
      String path = onlyFolders ? pattern.substring(0, pattern.length() - 1) : pattern;
      // A pattern without a slash matches names in any folder.
      String anchored =
          path.startsWith("/") ? path.substring(1) : path.contains("/") ? path : "**/" + path;
      return new Rule(new PathGlob(anchored, Star.WITHIN_FOLDER), negated, onlyFolders);
    }
  }

  /** Reads the lines of a file. */
  static IgnoreRules parse(String text) {
    return of(text.lines().map(IgnoreRules::withoutTrailingSpaces).toList());
  }

  /** Creates the rules of these lines; blank lines and comments mean nothing. */
  static IgnoreRules of(List<String> lines) {
    return new IgnoreRules(
        lines.stream()
            .map(line -> line.startsWith("./") ? line.substring(1) : line)
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .limit(MAX_RULES)
            .map(Rule::of)
            .toList());
  }

  private static String withoutTrailingSpaces(String line) {
    return line.endsWith("\\ ") ? line : line.stripTrailing();
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
    for (Rule rule : rules.reversed()) {
      if ((folder || !rule.onlyFolders()) && rule.glob().matches(path)) {
        return !rule.negated();
      }
    }
    return false;
  }
}
