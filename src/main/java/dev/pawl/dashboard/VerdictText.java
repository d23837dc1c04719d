package dev.pawl.dashboard;

import dev.pawl.report.WorkflowNarrative;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites the verdicts of gates as sentences, such as {@code 3 errors on new code, the gate allows 0}. */
final class VerdictText {

  /** The text of a verdict, such as {@code errors <= 0 on all code: 3, failed}. */
  private static final Pattern VERDICT =
      Pattern.compile(
          "(?<metric>[a-z_]+) (?<operator><=|<|>=|>|==) (?<limit>\\d+) on (?<scope>all|new) code(?:"
              + " \\(compared with (?<base>.+?)\\))?: (?<value>\\d+|not measured),"
              + " (?:passed|failed)");

  private static final Pattern PREFIX = Pattern.compile("^(?:gate_failed: )?gates failed: ");

  private VerdictText() {}

  /** Returns the text with its verdicts in words; a text without a verdict stays as it is. */
  static String inWords(String text) {
    var verdicts = VERDICT.matcher(text);
    return verdicts.find()
        ? PREFIX.matcher(verdicts.replaceAll(VerdictText::sentence)).replaceFirst("")
        : text;
  }

  private static String sentence(MatchResult verdict) {
    String metric = verdict.group("metric");
    String value = verdict.group("value");
    String limit = limit(verdict.group("operator"), verdict.group("limit"));
    String subject =
        switch (metric) {
          case "errors", "warnings", "findings", "new_findings" ->
              value.equals("not measured")
                  ? metric.replace('_', ' ') + " not measured"
                  : WorkflowNarrative.pluralize(
                      Long.parseLong(value),
                      metric.substring(0, metric.length() - 1).replace('_', ' '));
          default -> metric.replace('_', ' ') + " " + value;
        };
    String scope =
        verdict.group("scope").equals("new") && !metric.equals("new_findings")
            ? " on new code"
            : "";
    // A replacement must not contain a reference to a group.
    return Matcher.quoteReplacement("%s%s, the gate %s".formatted(subject, scope, limit));
  }

  private static String limit(String operator, String threshold) {
    return switch (operator) {
      case "<=" -> "allows " + threshold;
      case "<" -> "allows fewer than " + threshold;
      case ">=" -> "demands at least " + threshold;
      case ">" -> "demands more than " + threshold;
      default -> "demands " + threshold;
    };
  }
}
