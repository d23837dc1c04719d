package dev.pawl.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the line hashes by which GitHub matches SARIF results between runs. Each hash covers the next hundred
 * characters from the start of the line that are neither space nor tab, across line ends, followed by its occurrence
 * number.
 */
final class LineHashes {

  private static final int BLOCK = 100;
  private static final long FACTOR = 37;
  private static final long FIRST = first();
  private static final char END = 65535;

  private final char[] window = new char[BLOCK];
  private final int[] begun = new int[BLOCK];
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> hashes = new ArrayList<>();
  private long hash;
  private int at;

  private LineHashes() {}

  private static long first() {
    long first = 1;
    for (int i = 0; i < BLOCK; i++) {
      first *= FACTOR;
    }
    return first;
  }

  /** Returns the hashes of all lines of a text, starting with the first line. */
  static List<String> of(String text) {
    return new LineHashes().all(text);
  }

  private List<String> all(String text) {
    int line = 0;
    boolean starts = true;
    for (int i = 0; i <= text.length(); i++) {
      char next = i == text.length() ? END : text.charAt(i);
      boolean ofPair = next == '\n' && i > 0 && text.charAt(i - 1) == '\r';
      if (next == ' ' || next == '\t' || ofPair) {
        continue;
      }
      char character = next == '\r' ? '\n' : next;
      take();
      if (starts) {
        begun[at] = ++line;
      }
      starts = character == '\n';
      update(character);
    }
    for (int i = 0; i < BLOCK; i++) {
      take();
      update('\0');
    }
    return hashes;
  }

  /** Adds the hash of the line that started exactly one block ago, if any. */
  private void take() {
    if (begun[at] > 0) {
      String text = Long.toHexString(hash);
      hashes.add(text + ":" + counts.merge(text, 1, Integer::sum));
      begun[at] = 0;
    }
  }

  private void update(char next) {
    char gone = window[at];
    window[at] = next;
    hash = FACTOR * hash + next - FIRST * gone;
    at = (at + 1) % BLOCK;
  }
}
