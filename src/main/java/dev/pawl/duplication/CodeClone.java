package dev.pawl.duplication;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Quantity;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Code that occurs in several places, at its maximum length.
 *
 * @param tokens the number of tokens in one place
 * @param similarity the lowest percentage of equal tokens; 100 if all tokens are equal
 * @param places the places in file order, at least two
 */
record CodeClone(int tokens, int similarity, List<FileRange> places) {

  /** The name of the tool in findings. */
  static final String TOOL = "duplicates";

  /** The maximum number of other places in a message. */
  private static final int MAX_NAMED = 3;

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

  /** Returns the number of lines of the shortest place. */
  int lines() {
    return places.stream().mapToInt(FileRange::lineCount).min().orElse(0);
  }

  /** Returns one finding for all places. */
  Finding finding() {
    FileRange place = places.getFirst();
    List<FileRange> others = places.subList(1, places.size());
    String named =
        others.stream().limit(MAX_NAMED).map(FileRange::toString).collect(Collectors.joining(", "));
    int unnamed = others.size() - MAX_NAMED;
    String message =
        "%d tokens, %s, %sas in %s%s"
            .formatted(
                tokens,
                Quantity.of(place.lineCount(), "line"),
                isExact() ? "" : similarity + "% the same ",
                named,
                unnamed <= 0 ? "" : " and %d more".formatted(unnamed));
    String rule = isExact() ? EXACT : NEAR;
    return Finding.at(place.file(), place.line(), 0, Severity.INFO, TOOL, rule, message)
        .withEnd(place.endLine(), 0)
        .withRelatedLocations(
            others.stream()
                .map(other -> new RelatedLocation(other.file(), other.line(), other.endLine()))
                .toList());
  }

  /** Returns the finding for all places, which comments in the code suppress. */
  Finding suppressedFinding() {
    return finding().withSuppression(new Suppression("CPD-OFF", null));
  }

  /** Returns this clone with a place in front of the others. */
  CodeClone startingWith(FileRange place) {
    return new CodeClone(
        tokens,
        similarity,
        Stream.concat(Stream.of(place), places.stream().filter(other -> !other.equals(place)))
            .toList());
  }
}
