package dev.pawl.java;

import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.target.ConfigurationRule;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.target.TargetRuleProvider;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Checks the PMD ruleset that a configuration names, and describes its rules. */
@Component
class PmdRulesetRules implements ConfigurationRule, TargetRuleProvider {

  @Override
  public List<Fault> check(TargetConfig config) {
    try {
      read(config);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(new Fault("/pmd/ruleset", "names a file that " + e.getMessage()));
    }
  }

  @Override
  public List<Rule> rules(TargetConfig config) {
    Optional<PmdRuleset> ruleset;
    try {
      ruleset = read(config);
    } catch (IllegalArgumentException e) {
      // The check of the configuration reports the reason.
      return List.of();
    }
    return ruleset.stream()
        .flatMap(file -> file.rules().entrySet().stream())
        .map(rule -> Rule.of(PmdChecker.NAME, rule.getKey(), RuleSeverity.WARNING, rule.getValue()))
        .toList();
  }

  /**
   * Returns the ruleset of a target, if its configuration names one that can be read.
   *
   * @throws IllegalArgumentException if the ruleset is not accepted
   */
  static Optional<PmdRuleset> read(TargetConfig config) {
    return Optional.ofNullable(config.pmdRuleset()).map(PmdRuleset::parse);
  }

  /** Returns the configuration of the target of a workspace. */
  static TargetConfig config(Workspace workspace) {
    try {
      return workspace.config();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
