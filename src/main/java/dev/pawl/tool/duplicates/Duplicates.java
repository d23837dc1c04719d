package dev.pawl.tool.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the duplicates among the files of one language, in time that grows as the files do. */
final class Duplicates {

  private static final int MOST_REPEATS = 200;

  /** All of a hundred. */
  private static final int EXACT = 100;

  /** A number of tokens from a place on. */
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
   * All duplicates, in the order of their first places.
   *
   * @param minimum how many tokens must be the same
   */
  static List<Duplicate> in(Tokens tokens, int minimum) {
    return new Duplicates(tokens, minimum)
        .find().stream().map(match -> match.duplicate(tokens, EXACT)).toList();
  }

  /**
   * All that is nearly the same, in the order of the first places: what differs are names, numbers and strings.
   *
   * @param minimum how many tokens must have the same shape
   * @param similarity how many of a hundred of them must be the same, at least
   */
  static List<Duplicate> near(Tokens tokens, int minimum, int similarity) {
    return new Duplicates(tokens.folded(), minimum)
        .find().stream().flatMap(match -> match.near(tokens, similarity).stream()).toList();
  }

  /** Tokens that are the same from several places on. */
  private record Match(int length, List<Integer> starts) {

    Duplicate duplicate(Tokens tokens, int similarity) {
      return new Duplicate(
          length, similarity, starts.stream().map(start -> tokens.place(start, length)).toList());
    }

    /** As far as the places are like the first one, and not equal to it. */
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

  /** What is the same at both places, in both directions, up to where a file begins or ends. */
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
    // It runs into itself, as tables do: what repeats is as long as the distance.
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
