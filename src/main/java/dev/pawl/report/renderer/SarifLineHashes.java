package dev.pawl.report.renderer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the line hashes by which GitHub matches SARIF results between runs. Each hash covers the next hundred
 * characters from the start of the line that are neither space nor tab, across line ends, followed by its occurrence
 * number.
 */
final class SarifLineHashes {

  private static final int BLOCK_LENGTH = 100;
  private static final long FACTOR = 37;
  private static final long FACTOR_POWER = factorPower();
  private static final char END_OF_TEXT = 65535;

  private final char[] window = new char[BLOCK_LENGTH];
  private final int[] lineNumbers = new int[BLOCK_LENGTH];
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> hashes = new ArrayList<>();
  private long hash;
  private int position;

  private SarifLineHashes() {}

  private static long factorPower() {
    long power = 1;
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      power *= FACTOR;
    }
    return power;
  }

  /** Returns the hashes of all lines of a text, starting with the first line. */
  static List<String> of(String text) {
    return new SarifLineHashes().compute(text);
  }

  private List<String> compute(String text) {
    int line = 0;
    boolean atLineStart = true;
    for (int i = 0; i <= text.length(); i++) {
      char next = i == text.length() ? END_OF_TEXT : text.charAt(i);
      boolean isLineFeedOfCrLf = next == '\n' && i > 0 && text.charAt(i - 1) == '\r';
      if (next == ' ' || next == '\t' || isLineFeedOfCrLf) {
        continue;
      }
      char character = next == '\r' ? '\n' : next;
      emitLineHash();
      if (atLineStart) {
        lineNumbers[position] = ++line;
      }
      atLineStart = character == '\n';
      update(character);
    }
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      emitLineHash();
      update('\0');
    }
    return hashes;
  }

  /** Adds the hash of the line that started exactly one block ago, if any. */
  private void emitLineHash() {
    if (lineNumbers[position] > 0) {
      String text = Long.toHexString(hash);
      hashes.add(text + ":" + counts.merge(text, 1, Integer::sum));
      lineNumbers[position] = 0;
    }
  }

  private void update(char next) {
    char removed = window[position];
    window[position] = next;
    hash = FACTOR * hash + next - FACTOR_POWER * removed;
    position = (position + 1) % BLOCK_LENGTH;
  }
}
