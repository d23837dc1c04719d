package dev.pawl.command;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Finds findings in lines of output by a regular expression with named groups. The expression is one of RE2, whose time is
 * linear in the length of a line.
 */
public final class FindingPattern {

  /** The maximum length of an expression; repetitions make its program longer. */
  private static final int MAX_LENGTH = 2000;

  private static final String FILE = "file";
  private static final String LINE = "line";
  private static final String COLUMN = "column";
  private static final String SEVERITY = "severity";
  private static final String RULE = "rule";
  private static final String MESSAGE = "message";
  private static final Set<String> GROUPS =
      new TreeSet<>(Set.of(FILE, LINE, COLUMN, SEVERITY, RULE, MESSAGE));

  /** The start of a named group as Java and JavaScript write it, or an escaped character. */
  private static final java.util.regex.Pattern NAMED_GROUP =
      java.util.regex.Pattern.compile("\\\\.|\\(\\?<(?=[A-Za-z])", java.util.regex.Pattern.DOTALL);

  private final Pattern pattern;
  private final Set<String> groups;

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException if it is not an expression of RE2, or has no group for the file or the message, or an
   *     unknown group; the message states what is accepted
   */
  public FindingPattern(String expression) {
    if (expression.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "must not be longer than %d characters".formatted(MAX_LENGTH));
    }
    try {
      this.pattern =
          Pattern.compile(
              NAMED_GROUP.matcher(expression).replaceAll(FindingPattern::inSyntaxOfRe2));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is not a regular expression of RE2: " + e.getMessage(), e);
    }
    this.groups = Map.copyOf(pattern.namedGroups()).keySet();
    if (!groups.contains(FILE) || !groups.contains(MESSAGE)) {
      throw new IllegalArgumentException(
          "must have the named groups file and message, such as (?<file>[^:]+)");
    }
    for (String group : groups) {
      if (!GROUPS.contains(group)) {
        throw new IllegalArgumentException(
            "has the unknown group %s; the groups are %s"
                .formatted(group, String.join(", ", GROUPS)));
      }
    }
  }

  private static String inSyntaxOfRe2(MatchResult found) {
    String text = found.group().startsWith("\\") ? found.group() : "(?P<";
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  /** Returns the finding in a line of output, whose file is as the program wrote it; empty if there is none. */
  public Optional<Finding> find(String line, String tool) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String file = group(matcher, FILE);
    if (file == null || file.isBlank()) {
      return Optional.empty();
    }
    String message = group(matcher, MESSAGE);
    String rule = group(matcher, RULE);
    return Optional.of(
        Finding.at(
            file.strip(),
            number(group(matcher, LINE)),
            number(group(matcher, COLUMN)),
            severity(group(matcher, SEVERITY)),
            tool,
            rule == null || rule.isBlank() ? tool : rule.strip(),
            message == null ? "" : message.strip()));
  }

  private @Nullable String group(Matcher matcher, String name) {
    return groups.contains(name) ? matcher.group(name) : null;
  }

  private static int number(@Nullable String text) {
    return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** Returns the severity that a program means by a word; warning if it is not a common one. */
  static Severity severity(@Nullable String word) {
    return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
      case "error", "err", "e", "fatal", "critical", "blocker", "major" -> Severity.ERROR;
      case "info",
          "i",
          "information",
          "note",
          "notice",
          "style",
          "hint",
          "convention",
          "refactor",
          "minor",
          "none" ->
          Severity.INFO;
      default -> Severity.WARNING;
    };
  }
}
