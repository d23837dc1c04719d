package dev.pawl.duplication;

import java.util.Arrays;

/** Finds for each token index the next index from which the same tokens probably follow, using a rolling hash. */
final class RollingHashIndex {

  private static final int MAX_EQUAL_WINDOWS = 200;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final TokenTable tokens;
  private final int windowLength;

  RollingHashIndex(TokenTable tokens, int windowLength) {
    this.tokens = tokens;
    this.windowLength = windowLength;
  }

  /** Returns the next index for each index, at least the length of a window away; 0 if there is none. */
  int[] nextOccurrences() {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(tokens.size());
    long indexMask = (1L << bits) - 1;
    long[] keys = windowKeys(indexMask);
    Arrays.sort(keys);
    int[] nextOccurrences = new int[tokens.size()];
    int from = 0;
    for (int to = 1; to <= keys.length; to++) {
      if (to == keys.length || (keys[to] & ~indexMask) != (keys[from] & ~indexMask)) {
        link(keys, from, Math.min(to, from + MAX_EQUAL_WINDOWS), indexMask, nextOccurrences);
        from = to;
      }
    }
    return nextOccurrences;
  }

  /** Links the indexes of equal hashes, which are sorted, so that one pass with two pointers finds all neighbours. */
  private void link(long[] keys, int from, int to, long indexMask, int[] nextOccurrences) {
    int right = from;
    for (int left = from; left < to; left++) {
      long token = keys[left] & indexMask;
      while (right < to && (keys[right] & indexMask) - token < windowLength) {
        right++;
      }
      if (right < to) {
        nextOccurrences[(int) token] = (int) (keys[right] & indexMask);
      }
    }
  }

  /** Returns a key for each window: the hash in the upper bits, the index in the lower bits. */
  private long[] windowKeys(long indexMask) {
    int count = 0;
    for (int file = 0; file < tokens.fileCount(); file++) {
      count +=
          Math.max(0, tokens.startOfFile(file + 1) - tokens.startOfFile(file) - windowLength + 1);
    }
    long[] keys = new long[count];
    int keyIndex = 0;
    long oldestFactor = 1;
    for (int i = 0; i < windowLength; i++) {
      oldestFactor *= FACTOR;
    }
    for (int file = 0; file < tokens.fileCount(); file++) {
      int start = tokens.startOfFile(file);
      long hash = 0;
      for (int token = start; token < tokens.startOfFile(file + 1); token++) {
        hash = hash * FACTOR + tokens.id(token) + 1;
        int first = token - windowLength + 1;
        if (first > start) {
          hash -= oldestFactor * (tokens.id(first - 1) + 1);
        }
        if (first >= start) {
          keys[keyIndex++] = mix(hash) & ~indexMask | first;
        }
      }
    }
    return keys;
  }

  private static long mix(long hash) {
    long half = (hash ^ hash >>> 32) * FACTOR;
    return half ^ half >>> 29;
  }
}
