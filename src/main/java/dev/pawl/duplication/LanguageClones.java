package dev.pawl.duplication;

import dev.pawl.duplication.DedupeCommand.Thresholds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The duplicates among the files of one language.
 *
 * @param exact the duplicates, in the order of their first places
 * @param near the near duplicates whose lines are not mostly part of other ones
 * @param suppressed the duplicates that comments suppress
 */
record LanguageClones(List<CodeClone> exact, List<CodeClone> near, List<CodeClone> suppressed) {

  static LanguageClones find(TokenTable tokens, Thresholds thresholds) {
    TokenTable searched = tokens.withoutSuppressedTokens();
    List<CodeClone> exact = findExact(searched, thresholds);
    List<CodeClone> near =
        thresholds.similarity() == 100 ? List.of() : findNear(searched, thresholds, exact);
    return new LanguageClones(exact, near, findSuppressed(tokens, thresholds));
  }

  private static List<CodeClone> findExact(TokenTable tokens, Thresholds thresholds) {
    return CloneDetector.findExact(tokens, thresholds.minTokens()).stream()
        .filter(clone -> clone.lines() >= thresholds.minLines())
        .toList();
  }

  /** Returns the duplicates with at most one place outside of suppressed code. */
  private static List<CodeClone> findSuppressed(TokenTable tokens, Thresholds thresholds) {
    if (!tokens.hasSuppressedTokens()) {
      return List.of();
    }
    Map<String, BitSet> suppressed = tokens.suppressedLines();
    return findExact(tokens, thresholds).stream()
        .filter(clone ->
            clone.places().stream().filter(place -> isMostlyOutside(place, suppressed)).count() < 2)
        .toList();
  }

  /** Returns the near duplicates, longest first, without those whose lines are mostly reported already. */
  private static List<CodeClone> findNear(
      TokenTable tokens, Thresholds thresholds, List<CodeClone> exact) {
    Map<String, BitSet> reportedLines = ClonedLines.byFile(exact);
    var result = new ArrayList<CodeClone>();
    CloneDetector.findNear(tokens, thresholds.minTokens(), thresholds.similarity()).stream()
        .filter(clone -> clone.lines() >= thresholds.minLines())
        .sorted(Comparator.comparingInt(CodeClone::tokens).reversed())
        .filter(duplicate ->
            duplicate.places().stream().anyMatch(place -> isMostlyOutside(place, reportedLines)))
        .forEach(duplicate -> {
          result.add(duplicate);
          ClonedLines.add(duplicate, reportedLines);
        });
    return result;
  }

  /** Returns whether less than half of the lines of a place are among some lines. */
  private static boolean isMostlyOutside(FileRange place, Map<String, BitSet> linesByFile) {
    BitSet lines = linesByFile.getOrDefault(place.file(), new BitSet());
    int inside = lines.get(place.line(), place.endLine() + 1).cardinality();
    return inside * 2 < place.lineCount();
  }
}
