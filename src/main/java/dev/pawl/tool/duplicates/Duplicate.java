package dev.pawl.tool.duplicates;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Code that stands in several places, as long as it can be.
 *
 * @param similarity how many of a hundred tokens are the same, at least; 100 when all are
 * @param places at least two, in file order
 */
record Duplicate(int tokens, int similarity, List<Place> places) {

  /** Whether no token differs. */
  boolean isExact() {
    return similarity == 100;
  }

  /** One finding for each place; it names another one. */
  Stream<Finding> findings() {
    return IntStream.range(0, places.size()).mapToObj(this::finding);
  }

  private Finding finding(int index) {
    Place place = places.get(index);
    Place other = places.get(index == 0 ? 1 : 0);
    int more = places.size() - 2;
    String message =
        "%d tokens, %d lines, %sas in %s%s"
            .formatted(
                tokens,
                place.lines(),
                isExact() ? "" : similarity + " % the same ",
                other,
                more == 0 ? "" : " and %d more".formatted(more));
    String rule = isExact() ? "duplicate-code" : "near-duplicate-code";
    return Finding.at(place.file(), place.line(), 0, Severity.INFO, "duplicates", rule, message)
        .until(place.endLine(), 0);
  }
}
