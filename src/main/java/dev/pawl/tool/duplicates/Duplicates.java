package dev.pawl.tool.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the duplicates among the files of one language, in time that grows with the size of the files. */
final class Duplicates {

  private static final int MOST_REPEATS = 200;

  /** The similarity of exact duplicates in percent. */
  private static final int EXACT = 100;

  /** A range of tokens. */
  private record Piece(int start, int length) {}

  private final Tokens tokens;
  private final int minimum;
  private final Map<Piece, Set<Integer>> places = new HashMap<>();
  private final Set<Piece> firsts = new LinkedHashSet<>();

  private Duplicates(Tokens tokens, int minimum) {
    this.tokens = tokens;
    this.minimum = minimum;
  }

  /**
   * Returns all duplicates, in the order of their first places.
   *
   * @param minimum the minimum number of equal tokens
   */
  static List<Duplicate> in(Tokens tokens, int minimum) {
    return new Duplicates(tokens, minimum)
        .find().stream().map(match -> match.duplicate(tokens, EXACT)).toList();
  }

  /**
   * Returns all near duplicates, in the order of their first places; they differ in names, numbers and strings.
   *
   * @param minimum the minimum number of tokens with the same structure
   * @param similarity the minimum percentage of equal tokens
   */
  static List<Duplicate> near(Tokens tokens, int minimum, int similarity) {
    return new Duplicates(tokens.folded(), minimum)
        .find().stream().flatMap(match -> match.near(tokens, similarity).stream()).toList();
  }

  /** A sequence of tokens that starts at several positions. */
  private record Match(int length, List<Integer> starts) {

    Duplicate duplicate(Tokens tokens, int similarity) {
      return new Duplicate(
          length, similarity, starts.stream().map(start -> tokens.place(start, length)).toList());
    }

    /** Returns the positions that are similar to the first one as a near duplicate; empty if all of them are equal. */
    Optional<Duplicate> near(Tokens tokens, int similarity) {
      int first = starts.getFirst();
      var alike = new ArrayList<>(List.of(first));
      int least = EXACT;
      for (int start : starts.subList(1, starts.size())) {
        int same = tokens.percentSame(first, start, length);
        if (same >= similarity) {
          alike.add(start);
          least = Math.min(least, same);
        }
      }
      return least == EXACT
          ? Optional.empty()
          : Optional.of(new Match(length, alike).duplicate(tokens, least));
    }
  }

  private List<Match> find() {
    int[] next = new Windows(tokens, minimum).next();
    var coveredByDistance = new HashMap<Integer, Integer>();
    for (int token = 0; token < next.length; token++) {
      int distance = next[token] - token;
      if (next[token] > 0
          && coveredByDistance.getOrDefault(distance, 0) < token + minimum
          && tokens.sameFrom(token, next[token], minimum) == minimum) {
        Piece piece = longest(token, next[token]);
        coveredByDistance.put(distance, piece.start() + piece.length());
        add(piece, distance);
      }
    }
    var result = new ArrayList<Match>();
    for (Piece first : firsts) {
      var found = places.get(first);
      if (found != null) {
        result.add(new Match(first.length(), List.copyOf(found)));
      }
    }
    return result;
  }

  /** Returns the longest equal range around two positions, extended in both directions up to the file boundaries. */
  private Piece longest(int one, int other) {
    int file = tokens.fileOf(one);
    int otherFile = tokens.fileOf(other);
    int room = Math.min(tokens.startOf(file + 1) - one, tokens.startOf(otherFile + 1) - other);
    int length = tokens.sameFrom(one, other, room);
    int most = Math.min(one - tokens.startOf(file), other - tokens.startOf(otherFile));
    int before = 0;
    while (before < most && tokens.id(one - before - 1) == tokens.id(other - before - 1)) {
      before++;
    }
    return new Piece(one - before, length + before);
  }

  private void add(Piece piece, int distance) {
    if (piece.length() <= distance) {
      join(piece, piece.start() + distance);
      return;
    }
    // The two ranges overlap, as in tables: the repeated unit is as long as their distance.
    var first = new Piece(piece.start(), distance);
    int repeats = Math.min(MOST_REPEATS, piece.length() / distance);
    for (int repeat = 1; repeat <= repeats; repeat++) {
      join(first, piece.start() + repeat * distance);
    }
  }

  private void join(Piece piece, int other) {
    Set<Integer> all = places.get(piece);
    if (all == null) {
      all = new TreeSet<>(Set.of(piece.start()));
      places.put(piece, all);
      firsts.add(piece);
    }
    all.add(other);
    places.put(new Piece(other, piece.length()), all);
  }
}
