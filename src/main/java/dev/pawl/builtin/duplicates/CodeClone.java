package dev.pawl.builtin.duplicates;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
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

  /** Returns whether all tokens are equal. */
  boolean isExact() {
    return similarity == 100;
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
        "%d tokens, %d lines, %sas in %s%s"
            .formatted(
                tokens,
                place.lineCount(),
                isExact() ? "" : similarity + "% the same ",
                other,
                furtherPlaces == 0 ? "" : " and %d more".formatted(furtherPlaces));
    String rule = isExact() ? "duplicate-code" : "near-duplicate-code";
    return Finding.at(place.file(), place.line(), 0, Severity.INFO, "duplicates", rule, message)
        .withEnd(place.endLine(), 0);
  }
}
