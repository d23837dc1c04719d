package dev.pawl.dashboard;

import dev.pawl.finding.FacetedFindings.ListedFinding;
import dev.pawl.finding.FacetedFindings.View;
import dev.pawl.finding.ResolutionKind;
import dev.pawl.language.Comments;
import dev.pawl.language.Language;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A finding with its code and what a reader can do about it.
 *
 * @param rule the rule; null if the catalogue does not contain it
 * @param comment the comment that suppresses the finding; null if the language of the file has no comments
 * @param baselinePath the path that removes the finding from the baseline; null if the target has no baseline
 */
record FindingDetail(
    ListedFinding listed,
    CodeExcerpt excerpt,
    @Nullable Rule rule,
    @Nullable String comment,
    @Nullable String baselinePath,
    String resolutionPath) {

  /** A decision about a finding that remains, as a choice. */
  record Choice(String value, String label, String meaning) {}

  static FindingDetail of(
      ListedFinding listed,
      CodeExcerpt excerpt,
      @Nullable Rule rule,
      @Nullable UUID baseline,
      String target) {
    var finding = listed.finding();
    String ruleId = Rule.id(finding.tool(), finding.rule());
    return new FindingDetail(
        listed,
        excerpt,
        rule,
        Language.of(finding.file())
            .flatMap(
                language -> Comments.write(language, "pawl:ignore %s REASON".formatted(ruleId)))
            .orElse(null),
        baseline == null
            ? null
            : "/api/v1/baselines/%s/findings/%s".formatted(baseline, finding.fingerprint()),
        UriComponentsBuilder.fromPath("/api/v1/findings/{fingerprint}/resolution")
            .queryParam("target", "{target}")
            .encode()
            .buildAndExpand(finding.fingerprint(), target)
            .toUriString());
  }

  /** Returns whether the finding remains, so that a reader can decide about it. */
  public boolean isOpen() {
    return listed.view() == View.OPEN;
  }

  /** Returns the identifier of the rule. */
  public String ruleId() {
    return Rule.id(listed.finding().tool(), listed.finding().rule());
  }

  /** Returns the possible decisions. */
  public List<Choice> choices() {
    return Arrays.stream(ResolutionKind.values())
        .map(kind ->
            switch (kind) {
              case FALSE_POSITIVE -> new Choice(kind.value(), label(kind), "The tool is wrong.");
              case ACCEPTED ->
                  new Choice(kind.value(), label(kind), "The tool is right; the risk is accepted.");
              case WONT_FIX ->
                  new Choice(
                      kind.value(), label(kind), "The tool is right; the code stays as it is.");
            })
        .toList();
  }

  /** Returns the decision in words; null if there is none. */
  public @Nullable String decided() {
    var resolution = listed.resolution();
    return resolution == null ? null : label(resolution.resolution());
  }

  static String label(ResolutionKind kind) {
    return switch (kind) {
      case FALSE_POSITIVE -> "False positive";
      case ACCEPTED -> "Accepted";
      case WONT_FIX -> "Won't fix";
    };
  }

  /** Returns the severities that a configuration can set for the rule. */
  public List<String> severities() {
    return RuleSeverity.names();
  }
}
