package dev.pawl.glob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of one {@code .gitignore} file, in which later rules take precedence. */
public final class GitIgnore {

  private static final int MAX_BYTES = 1 << 20;

  /** The rules, last rule first. */
  private final List<Rule> rules;

  private GitIgnore(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * A rule.
   *
   * @param negated whether it includes what an earlier rule excludes
   * @param onlyFolders whether it applies to folders only
   */
  private record Rule(Glob glob, boolean negated, boolean onlyFolders) {

    /** Reads a line; returns empty if it contains no rule. */
    static Optional<Rule> parse(String line, GlobDialect dialect) {
      String text = withoutTrailingSpaces(line);
      if (text.isEmpty() || text.startsWith("#")) {
        return Optional.empty();
      }
      boolean negated = text.startsWith("!");
      String pattern = negated ? text.substring(1) : text;
      boolean onlyFolders = pattern.endsWith("/");
      if (onlyFolders) {
        pattern = pattern.substring(0, pattern.length() - 1);
      }
      return pattern.isEmpty()
          ? Optional.empty()
          : Optional.of(new Rule(Glob.named(pattern, dialect), negated, onlyFolders));
    }

    /** Removes the spaces at the end of a line, except for escaped ones. */
    private static String withoutTrailingSpaces(String line) {
      int end = line.length();
      while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
        end--;
      }
      return line.substring(0, end);
    }

    private static boolean isEscaped(String line, int index) {
      int backslashes = 0;
      while (backslashes < index && line.charAt(index - 1 - backslashes) == '\\') {
        backslashes++;
      }
      return backslashes % 2 == 1;
    }
  }

  /**
   * Reads the content of a file.
   *
   * @throws IOException if it is larger than 1 MiB, because its rules are kept in memory
   */
  public static GitIgnore read(InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException(".gitignore is larger than 1 MiB");
    }
    return parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Returns the number of rules. */
  public int size() {
    return rules.size();
  }

  /** Reads the text of a file. */
  public static GitIgnore parse(String text) {
    return parse(text, GlobDialect.GIT);
  }

  /** Reads the text of a file whose patterns have another dialect. */
  public static GitIgnore parse(String text, GlobDialect dialect) {
    String withoutBom = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new GitIgnore(
        withoutBom.lines().flatMap(line -> Rule.parse(line, dialect).stream()).toList().reversed());
  }

  /**
   * Returns whether a path is ignored; null if no rule matches it. Paths below an ignored folder must not be asked for.
   *
   * @param path the path relative to the folder of the file
   */
  public @Nullable Boolean ignores(String path, boolean folder) {
    for (Rule rule : rules) {
      if ((folder || !rule.onlyFolders()) && rule.glob().matches(path)) {
        return !rule.negated();
      }
    }
    return null;
  }
}
