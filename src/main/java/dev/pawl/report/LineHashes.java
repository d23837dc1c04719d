package dev.pawl.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hash of each line by which GitHub knows a finding again: of the next hundred characters from its beginning that are
 * neither space nor tab, wherever the line ends, and how often it came before (3-integrity-and-formats, "Report formats").
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

  /** The hashes of all lines of a text, from the first one on. */
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

  /** The line is known that began a block ago, if one did. */
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
