package dev.pawl.rule;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A rule that findings violate.
 *
 * @param id the identifier: the tool and the tool's name of the rule, such as {@code pmd/UnusedPrivateField}; {@code *}
 *     instead of the name stands for all rules of a program that defines its own
 * @param tool the tool that reports findings of the rule
 * @param severity the severity unless a request or a configuration sets another one
 * @param description the statement of what the rule reports, and why
 * @param reported an example that the rule reports; absent for the rules of programs
 * @param accepted an example that the rule does not report; absent for the rules of programs
 * @param language the language of the examples, such as {@code java}; absent without examples
 * @param documentation the address of the tool's own documentation of the rule; absent if there is none
 */
@Schema(name = "Rule")
public record Rule(
    String id,
    String tool,
    RuleSeverity severity,
    String description,
    @Nullable String reported,
    @Nullable String accepted,
    @Nullable String language,
    @Nullable String documentation) {

  /** Returns the identifier of a rule. */
  public static String id(String tool, String rule) {
    return tool + "/" + rule;
  }

  /** Creates a rule without examples. */
  public static Rule of(String tool, String rule, RuleSeverity severity, String description) {
    return new Rule(id(tool, rule), tool, severity, description, null, null, null, null);
  }

  /** Returns a copy with examples. */
  public Rule withExamples(String exampleLanguage, String reportedExample, String acceptedExample) {
    return new Rule(
        id,
        tool,
        severity,
        description,
        reportedExample,
        acceptedExample,
        exampleLanguage,
        documentation);
  }

  /** Returns a copy with the address of the tool's documentation. */
  public Rule withDocumentation(@Nullable String address) {
    return new Rule(id, tool, severity, description, reported, accepted, language, address);
  }
}
