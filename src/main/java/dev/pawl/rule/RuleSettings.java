package dev.pawl.rule;

import dev.pawl.glob.Glob;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The severities that a configuration or a request sets for rules; {@link SeverityResolver} applies them.
 *
 * @param rules the severities by rule, such as {@code pmd/UnusedPrivateField}, or glob of rules, such as {@code pmd/*}
 * @param overrides the exceptions for parts of the target; a later one takes precedence
 */
@Schema(name = "RuleSettings")
public record RuleSettings(Map<String, RuleSeverity> rules, List<PathOverride> overrides) {

  /** Changes nothing. */
  public static final RuleSettings DEFAULT = new RuleSettings(Map.of(), List.of());

  public RuleSettings {
    rules = Map.copyOf(rules);
    overrides = List.copyOf(overrides);
  }

  /**
   * An exception for parts of the target.
   *
   * @param paths the globs of the files, relative to the target
   * @param rules the severities by rule or glob of rules
   */
  @Schema(name = "RuleOverride")
  public record PathOverride(List<String> paths, Map<String, RuleSeverity> rules) {

    public PathOverride {
      paths = List.copyOf(paths);
      rules = Map.copyOf(rules);
    }

    boolean contains(String path) {
      return paths.stream().anyMatch(pattern -> Glob.path(pattern).matches(path));
    }
  }

  /** Returns settings in which those of a request take precedence over these ones. */
  public RuleSettings overriddenBy(RuleSettings request) {
    if (request.equals(DEFAULT)) {
      return this;
    }
    var all = new ArrayList<>(overrides);
    if (!request.rules().isEmpty()) {
      all.add(new PathOverride(List.of("**"), request.rules()));
    }
    all.addAll(request.overrides());
    return new RuleSettings(rules, all);
  }
}
