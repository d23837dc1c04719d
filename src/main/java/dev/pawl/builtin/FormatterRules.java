package dev.pawl.builtin;

import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.FixResult;
import java.util.List;
import org.springframework.stereotype.Component;

/** Describes the rules of the findings about formatters, which are reported under the name of each formatter. */
@Component
class FormatterRules implements RuleProvider {

  private static final String ANY_TOOL = "*";

  @Override
  public List<Rule> rules() {
    return List.of(
        rule(
            FormatterAgreement.DISAGREES,
            "Reports a formatter that would change more than a fifth of the files that ask for it, so that the project"
                + " does not seem to use it in this way. No file is formatted with it."),
        rule(
            FormatterAgreement.VERSION_DIFFERS,
            "Reports files that another version of the formatter than the project's would change. They are left as"
                + " they are."),
        rule(
            FixResult.UNUSABLE,
            "Reports files that were left as they are, because the tool failed."));
  }

  private static Rule rule(String name, String description) {
    return Rule.of(ANY_TOOL, name, RuleSeverity.INFO, description);
  }
}
