package dev.pawl.rule;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import dev.pawl.rule.RuleSettings.PathOverride;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the severity that settings give a rule.
 *
 * <p>Of several entries that match a rule, the most specific one applies: an entry without {@code *} before one with it,
 * and a longer one before a shorter one. Entries for paths take precedence over entries for all files; of several
 * overrides that match a path, the last one applies. Not safe for use by several threads.
 */
public final class SeverityResolver {

  private final List<PathOverride> overrides;
  private final Severities common;
  private final List<Severities> exceptions;

  /** Creates a resolver, which remembers the severities that it has found. */
  public SeverityResolver(RuleSettings settings) {
    this.overrides = settings.overrides().reversed();
    this.common = new Severities(settings.rules());
    this.exceptions = overrides.stream().map(PathOverride::rules).map(Severities::new).toList();
  }

  /** Returns the severity that is set for a rule in a file; empty if that of the tool applies. */
  public Optional<RuleSeverity> resolve(String tool, String rule, String path) {
    String id = Rule.id(tool, rule);
    for (int i = 0; i < overrides.size(); i++) {
      Optional<RuleSeverity> severity = exceptions.get(i).find(id);
      if (severity.isPresent() && overrides.get(i).contains(path)) {
        return severity;
      }
    }
    return common.find(id);
  }

  static boolean isPattern(String rule) {
    return rule.indexOf('*') >= 0;
  }

  /** Returns the glob of a pattern of rules; a star also matches the slashes in names of rules. */
  static Glob glob(String pattern) {
    return Glob.whole(pattern, GlobDialect.FNMATCH);
  }

  /** The entries of one map, the most specific pattern first. */
  private static final class Severities {

    private record Pattern(Glob glob, RuleSeverity severity) {}

    private final Map<String, Optional<RuleSeverity>> found = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();

    Severities(Map<String, RuleSeverity> rules) {
      rules.entrySet().stream()
          .filter(entry -> isPattern(entry.getKey()))
          .sorted(
              Comparator.comparing(
                      (Map.Entry<String, RuleSeverity> entry) -> -entry.getKey().length())
                  .thenComparing(Map.Entry::getKey))
          .forEach(entry -> patterns.add(new Pattern(glob(entry.getKey()), entry.getValue())));
      rules.forEach((rule, severity) -> {
        if (!isPattern(rule)) {
          found.put(rule, Optional.of(severity));
        }
      });
    }

    Optional<RuleSeverity> find(String id) {
      return Objects.requireNonNull(
          found.computeIfAbsent(
              id,
              unknown ->
                  patterns.stream()
                      .filter(pattern -> pattern.glob().matches(unknown))
                      .map(Pattern::severity)
                      .findFirst()));
    }
  }
}
