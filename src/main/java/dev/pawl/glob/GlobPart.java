package dev.pawl.glob;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** A part of a pattern, which maps the positions that a match may have reached to those that it may reach next. */
sealed interface GlobPart {

  /** The number of digits of the longest number. */
  int MAX_DIGITS = 18;

  /** Returns the positions in a text that a match of this part reaches from the given positions. */
  BitSet advance(int[] text, BitSet from);

  /** Returns the positions that a match of all parts reaches. */
  static BitSet advance(List<GlobPart> parts, int[] text, BitSet from) {
    BitSet positions = from;
    for (GlobPart part : parts) {
      if (positions.isEmpty()) {
        return positions;
      }
      positions = part.advance(text, positions);
    }
    return positions;
  }

  /** One certain character. */
  record Literal(int character) implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      return new OneCharacter(candidate -> candidate == character).advance(text, from);
    }
  }

  /** One character that satisfies a condition. */
  record OneCharacter(IntPredicate condition) implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      for (int at = from.nextSetBit(0); at >= 0 && at < text.length; at = from.nextSetBit(at + 1)) {
        if (condition.test(text[at])) {
          reached.set(at + 1);
        }
      }
      return reached;
    }
  }

  /** Any number of characters. */
  record AnyCharacters(boolean acrossFolders) implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      boolean open = false;
      for (int position = from.nextSetBit(0); position <= text.length; position++) {
        open |= from.get(position);
        if (open) {
          reached.set(position);
        }
        open &= position < text.length && (acrossFolders || text[position] != '/');
      }
      return reached;
    }
  }

  /** A slash, or any folders between two slashes. */
  record AnyFolders() implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      boolean open = false;
      for (int position = from.nextSetBit(0); position < text.length; position++) {
        open |= from.get(position) && text[position] == '/';
        if (open && text[position] == '/') {
          reached.set(position + 1);
        }
      }
      return reached;
    }
  }

  /** A whole number in a range, without leading zeros. */
  record NumberInRange(long min, long max) implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      from.stream().forEach(start -> addEnds(text, start, reached));
      return reached;
    }

    private void addEnds(int[] text, int start, BitSet reached) {
      boolean negative = start < text.length && text[start] == '-';
      boolean signed = negative || start < text.length && text[start] == '+';
      int digits = signed ? start + 1 : start;
      int limit = Math.min(text.length, digits + MAX_DIGITS);
      long value = 0;
      for (int end = digits; end < limit && text[end] >= '0' && text[end] <= '9'; end++) {
        if (end > digits && text[digits] == '0') {
          return;
        }
        value = value * 10 + (text[end] - '0');
        long number = negative ? -value : value;
        if (number >= min && number <= max) {
          reached.set(end + 1);
        }
      }
    }
  }

  /** One of several patterns. */
  record Choice(List<List<GlobPart>> alternatives) implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      for (List<GlobPart> alternative : alternatives) {
        reached.or(GlobPart.advance(alternative, text, from));
      }
      return reached;
    }
  }

  /** Nothing: the pattern is invalid and matches no path. */
  record Nothing() implements GlobPart {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      return new BitSet();
    }
  }
}
