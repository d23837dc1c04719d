package dev.pawl.tool.duplicates;

import java.util.Arrays;

/** Finds for each token index the next index from which the same tokens probably follow, using a rolling hash. */
final class Windows {

  private static final int MOST_ALIKE = 200;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final Tokens tokens;
  private final int length;

  Windows(Tokens tokens, int length) {
    this.tokens = tokens;
    this.length = length;
  }

  /** Returns the next index for each index, at least the length of a window away; 0 if there is none. */
  int[] next() {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(tokens.size());
    long place = (1L << bits) - 1;
    long[] keys = keys(place);
    Arrays.sort(keys);
    int[] next = new int[tokens.size()];
    int from = 0;
    for (int to = 1; to <= keys.length; to++) {
      if (to == keys.length || (keys[to] & ~place) != (keys[from] & ~place)) {
        link(keys, from, Math.min(to, from + MOST_ALIKE), place, next);
        from = to;
      }
    }
    return next;
  }

  /** Links the indexes of equal hashes, which are sorted, so that one pass with two pointers finds all neighbours. */
  private void link(long[] keys, int from, int to, long place, int[] next) {
    int other = from;
    for (int one = from; one < to; one++) {
      long token = keys[one] & place;
      while (other < to && (keys[other] & place) - token < length) {
        other++;
      }
      if (other < to) {
        next[(int) token] = (int) (keys[other] & place);
      }
    }
  }

  /** Returns a key for each window: the hash in the upper bits, the index in the lower bits. */
  private long[] keys(long place) {
    int count = 0;
    for (int file = 0; file < tokens.files(); file++) {
      count += Math.max(0, tokens.startOf(file + 1) - tokens.startOf(file) - length + 1);
    }
    long[] keys = new long[count];
    int at = 0;
    long oldest = 1;
    for (int i = 0; i < length; i++) {
      oldest *= FACTOR;
    }
    for (int file = 0; file < tokens.files(); file++) {
      int start = tokens.startOf(file);
      long hash = 0;
      for (int token = start; token < tokens.startOf(file + 1); token++) {
        hash = hash * FACTOR + tokens.id(token) + 1;
        int first = token - length + 1;
        if (first > start) {
          hash -= oldest * (tokens.id(first - 1) + 1);
        }
        if (first >= start) {
          keys[at++] = mixed(hash) & ~place | first;
        }
      }
    }
    return keys;
  }

  private static long mixed(long hash) {
    long half = (hash ^ hash >>> 32) * FACTOR;
    return half ^ half >>> 29;
  }
}
