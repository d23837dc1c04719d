package dev.pawl.builtin.duplicates;

import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Code that occurs in several places, at its maximum length.
 *
 * @param tokens the number of tokens in one place
 * @param similarity the lowest percentage of equal tokens; 100 if all tokens are equal
 * @param places the places in file order, at least two
 */
record CodeClone(int tokens, int similarity, List<FileRange> places) {

  private static final String TOOL = "duplicates";
  private static final String EXACT = "duplicate-code";
  private static final String NEAR = "near-duplicate-code";

  /** Returns whether all tokens are equal. */
  boolean isExact() {
    return similarity == 100;
  }

  /** Returns the rules of all findings. */
  static List<Rule> rules() {
    return List.of(
        Rule.of(
            TOOL,
            EXACT,
            RuleSeverity.INFO,
            "Reports code of at least duplicates.min_tokens tokens that occurs more than once."),
        Rule.of(
            TOOL,
            NEAR,
            RuleSeverity.INFO,
            "Reports code that differs from other code in names, numbers and strings only, by at"
                + " most quality_thresholds.similarity_threshold percent."));
  }

  /** Returns one finding for each place, which names another place. */
  Stream<Finding> findings() {
    return IntStream.range(0, places.size()).mapToObj(this::finding);
  }

  private Finding finding(int index) {
    FileRange place = places.get(index);
    FileRange other = places.get(index == 0 ? 1 : 0);
    int furtherPlaces = places.size() - 2;
    String message =
        "%d tokens, %s, %sas in %s%s"
            .formatted(
                tokens,
                Quantity.of(place.lineCount(), "line"),
                isExact() ? "" : similarity + "% the same ",
                other,
                furtherPlaces == 0 ? "" : " and %d more".formatted(furtherPlaces));
    String rule = isExact() ? EXACT : NEAR;
    return Finding.at(place.file(), place.line(), 0, Severity.INFO, TOOL, rule, message)
        .withEnd(place.endLine(), 0);
  }
}
