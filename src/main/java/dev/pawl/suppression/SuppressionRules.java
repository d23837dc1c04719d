package dev.pawl.suppression;

import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.rule.RuleSeverity;
import java.util.List;
import org.springframework.stereotype.Component;

/** The rules of findings about {@code pawl:ignore} comments. */
@Component
class SuppressionRules implements RuleProvider {

  static final String TOOL = SuppressionService.TOOL;
  static final String INCOMPLETE = "incomplete-suppression";
  static final String UNKNOWN_RULE = "suppression-of-unknown-rule";
  static final String UNUSED = "unused-suppression";

  @Override
  public List<Rule> rules() {
    return List.of(
        Rule.of(
            TOOL,
            INCOMPLETE,
            RuleSeverity.WARNING,
            "Reports pawl:ignore comments without a rule or a reason, which have no effect."),
        Rule.of(
            TOOL,
            UNKNOWN_RULE,
            RuleSeverity.WARNING,
            "Reports pawl:ignore comments for rules that do not exist, which have no effect."),
        Rule.of(
            TOOL,
            UNUSED,
            RuleSeverity.INFO,
            "Reports pawl:ignore comments for rules that report nothing at their place."));
  }
}
