package dev.pawl.duplication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the duplicates among the files of one language, in time that grows with the size of the files. */
final class CloneDetector {

  private static final int MAX_REPEATS = 200;

  /** The number of repetitions from which a sequence of tokens is a table. */
  private static final int MIN_TABLE_ROWS = 3;

  /** The similarity of exact duplicates in percent. */
  private static final int EXACT_SIMILARITY = 100;

  /** A range of tokens. */
  private record TokenRange(int start, int length) {}

  private final TokenTable tokens;
  private final int minimum;
  private final Map<TokenRange, Set<Integer>> startsByRange = new HashMap<>();
  private final Set<TokenRange> firstRanges = new LinkedHashSet<>();

  private CloneDetector(TokenTable tokens, int minimum) {
    this.tokens = tokens;
    this.minimum = minimum;
  }

  /**
   * Returns all duplicates, in the order of their first places.
   *
   * @param minimum the minimum number of equal tokens
   */
  static List<CodeClone> findExact(TokenTable tokens, int minimum) {
    return new CloneDetector(tokens, minimum)
        .findMatches().stream().map(match -> match.toClone(tokens, EXACT_SIMILARITY)).toList();
  }

  /**
   * Returns all near duplicates, in the order of their first places; they differ in names, numbers and strings.
   *
   * @param minimum the minimum number of tokens with the same structure
   * @param similarity the minimum percentage of equal tokens
   */
  static List<CodeClone> findNear(TokenTable tokens, int minimum, int similarity) {
    var detector = new CloneDetector(tokens.withFoldedNames(), minimum);
    return detector.findMatches().stream()
        .filter(match -> !detector.isPartOfTable(match))
        .flatMap(match -> match.toNearClone(tokens, similarity).stream())
        .toList();
  }

  /**
   * Returns whether all places are in one file and consist of the same few tokens again and again, as the rows of a
   * table. Such rows are similar to each other, but there is nothing to share.
   */
  private boolean isPartOfTable(TokenMatch match) {
    int first = match.starts().getFirst();
    int file = tokens.fileOf(first);
    return match.starts().stream().allMatch(start -> tokens.fileOf(start) == file)
        && period(first, match.length()) * MIN_TABLE_ROWS <= match.length();
  }

  /** Returns the smallest distance after which a sequence of tokens repeats itself (Knuth, Morris and Pratt). */
  private int period(int start, int length) {
    int[] borders = new int[length];
    int border = 0;
    for (int index = 1; index < length; index++) {
      while (border > 0 && tokens.id(start + index) != tokens.id(start + border)) {
        border = borders[border - 1];
      }
      if (tokens.id(start + index) == tokens.id(start + border)) {
        border++;
      }
      borders[index] = border;
    }
    return length - border;
  }

  /** A sequence of tokens that starts at several positions. */
  private record TokenMatch(int length, List<Integer> starts) {

    CodeClone toClone(TokenTable tokens, int similarity) {
      return new CodeClone(
          length, similarity, starts.stream().map(start -> tokens.range(start, length)).toList());
    }

    /** Returns the positions that are similar to the first one as a near duplicate; empty if all of them are equal. */
    Optional<CodeClone> toNearClone(TokenTable tokens, int similarity) {
      int first = starts.getFirst();
      var similarStarts = new ArrayList<>(List.of(first));
      int lowestSimilarity = EXACT_SIMILARITY;
      for (int start : starts.subList(1, starts.size())) {
        int percentEqual = tokens.percentEqual(first, start, length);
        if (percentEqual >= similarity) {
          similarStarts.add(start);
          lowestSimilarity = Math.min(lowestSimilarity, percentEqual);
        }
      }
      return lowestSimilarity == EXACT_SIMILARITY
          ? Optional.empty()
          : Optional.of(new TokenMatch(length, similarStarts).toClone(tokens, lowestSimilarity));
    }
  }

  private List<TokenMatch> findMatches() {
    int[] nextOccurrences = new RollingHashIndex(tokens, minimum).nextOccurrences();
    var coveredByDistance = new HashMap<Integer, Integer>();
    for (int token = 0; token < nextOccurrences.length; token++) {
      int distance = nextOccurrences[token] - token;
      if (nextOccurrences[token] > 0
          && coveredByDistance.getOrDefault(distance, 0) < token + minimum
          && tokens.commonLength(token, nextOccurrences[token], minimum) == minimum) {
        TokenRange range = extend(token, nextOccurrences[token]);
        coveredByDistance.put(distance, range.start() + range.length());
        addRange(range, distance);
      }
    }
    var result = new ArrayList<TokenMatch>();
    for (TokenRange first : firstRanges) {
      var starts = startsByRange.get(first);
      if (starts != null) {
        result.add(new TokenMatch(first.length(), List.copyOf(starts)));
      }
    }
    return result;
  }

  /** Returns the longest equal range around two positions, extended in both directions up to the file boundaries. */
  private TokenRange extend(int first, int second) {
    int firstFile = tokens.fileOf(first);
    int secondFile = tokens.fileOf(second);
    int maxLength =
        Math.min(
            tokens.startOfFile(firstFile + 1) - first, tokens.startOfFile(secondFile + 1) - second);
    int length = tokens.commonLength(first, second, maxLength);
    int maxBefore =
        Math.min(first - tokens.startOfFile(firstFile), second - tokens.startOfFile(secondFile));
    int before = 0;
    while (before < maxBefore && tokens.id(first - before - 1) == tokens.id(second - before - 1)) {
      before++;
    }
    return new TokenRange(first - before, length + before);
  }

  private void addRange(TokenRange range, int distance) {
    if (range.length() <= distance) {
      addStart(range, range.start() + distance);
      return;
    }
    // The two ranges overlap, as in tables: the repeated unit is as long as their distance.
    var first = new TokenRange(range.start(), distance);
    int repeats = Math.min(MAX_REPEATS, range.length() / distance);
    for (int repeat = 1; repeat <= repeats; repeat++) {
      addStart(first, range.start() + repeat * distance);
    }
  }

  private void addStart(TokenRange range, int start) {
    Set<Integer> starts = startsByRange.get(range);
    if (starts == null) {
      starts = new TreeSet<>(Set.of(range.start()));
      startsByRange.put(range, starts);
      firstRanges.add(range);
    }
    starts.add(start);
    startsByRange.put(new TokenRange(start, range.length()), starts);
  }
}
