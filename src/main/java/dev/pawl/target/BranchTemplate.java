package dev.pawl.target;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** The name of a branch with placeholders such as {@code {workflow_id}}. */
public final class BranchTemplate {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final int MAX_LENGTH = 200;

  /** What a placeholder can stand for in the name of a branch. */
  private static final String ANY_VALUE = "[A-Za-z0-9._-]+";

  private static final Map<String, String> VALUES =
      Map.of("workflow_id", "quality_[0-9]+_[0-9]+_[a-z0-9]+", "schedule_id", "[0-9a-f-]{36}");

  private final String template;

  private BranchTemplate(String template) {
    this.template = template;
  }

  /**
   * Parses a template.
   *
   * @param property the property that holds it, for messages
   * @param placeholders the names of the placeholders that may be used
   * @throws IllegalArgumentException if it has another placeholder, or git does not accept the name (git
   *     check-ref-format)
   */
  static BranchTemplate parse(String property, String template, Set<String> placeholders) {
    Set<String> unknown =
        PLACEHOLDER
            .matcher(template)
            .results()
            .map(match -> match.group(1))
            .filter(name -> !placeholders.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has the unknown placeholders %s; the placeholders are %s"
              .formatted(property, unknown, new TreeSet<>(placeholders)));
    }
    var parsed = new BranchTemplate(template);
    String example =
        parsed.expand(
            placeholders.stream().collect(Collectors.toMap(name -> name, name -> "example")));
    boolean valid =
        template.length() <= MAX_LENGTH
            && example.indexOf('{') < 0
            && !example.startsWith("-")
            && !Set.of(Constants.HEAD, "@").contains(example)
            // The library checks only the end of the name.
            && !example.contains(".lock/")
            && Repository.isValidRefName(Constants.R_HEADS + example);
    if (!valid) {
      throw new IllegalArgumentException(
          "%s is \"%s\" and must be the name of a branch, of at most %d characters, that git check-ref-format accepts"
              .formatted(property, template.replaceAll("\\p{Cntrl}", "?"), MAX_LENGTH));
    }
    return parsed;
  }

  /** Replaces the placeholders by values; characters that git does not accept in names become hyphens. */
  public String expand(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            (MatchResult match) -> toRefName(values.getOrDefault(match.group(1), match.group(0))));
  }

  /** Returns whether a branch can have been named by this template. */
  boolean matches(String branch) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    var pattern = new StringBuilder();
    int end = 0;
    while (placeholder.find()) {
      pattern
          .append(Pattern.quote(template.substring(end, placeholder.start())))
          .append(VALUES.getOrDefault(placeholder.group(1), ANY_VALUE));
      end = placeholder.end();
    }
    return branch.matches(pattern.append(Pattern.quote(template.substring(end))).toString());
  }

  private static String toRefName(String value) {
    String name =
        value
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("\\.{2,}", ".")
            .replaceAll("^[.-]+|[.-]+$", "")
            .replaceAll("(?i)\\.lock$", "-lock");
    return name.isEmpty() ? "unnamed" : name;
  }

  @Override
  public String toString() {
    return template;
  }
}
