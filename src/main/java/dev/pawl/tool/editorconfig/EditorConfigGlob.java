package dev.pawl.tool.editorconfig;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pattern of a section of {@code .editorconfig}. Matching takes time proportional to the lengths of pattern and
 * path, whatever they contain: each part of the pattern maps the positions that a match may have reached to the
 * positions that it may reach next.
 */
final class EditorConfigGlob {

  private static final Pattern NUMBER_RANGE =
      Pattern.compile("([+-]?\\d{1,18})\\.\\.([+-]?\\d{1,18})");

  /** The number of digits of the longest number. */
  private static final int MAX_DIGITS = 18;

  /** A part of a pattern. */
  private interface Part {

    /** Returns the positions in a text that a match of this part reaches from the given positions. */
    BitSet advance(int[] text, BitSet from);
  }

  private final List<Part> parts;

  EditorConfigGlob(String pattern) {
    // A pattern without a slash matches file names in any folder.
    String anchored =
        pattern.startsWith("/") ? pattern : (pattern.indexOf('/') < 0 ? "/**/" : "/") + pattern;
    this.parts = new Parser(anchored).parse();
  }

  /** Returns whether a path matches, relative to the folder of the {@code .editorconfig}. */
  boolean matches(String path) {
    int[] text = ("/" + path).codePoints().toArray();
    var start = new BitSet();
    start.set(0);
    return advance(parts, text, start).get(text.length);
  }

  private static BitSet advance(List<Part> parts, int[] text, BitSet from) {
    BitSet positions = from;
    for (Part part : parts) {
      if (positions.isEmpty()) {
        return positions;
      }
      positions = part.advance(text, positions);
    }
    return positions;
  }

  /** One character that satisfies a condition. */
  private record OneCharacter(IntPredicate condition) implements Part {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      from.stream()
          .filter(position -> position < text.length && condition.test(text[position]))
          .forEach(position -> reached.set(position + 1));
      return reached;
    }
  }

  /** Any number of characters. */
  private record AnyCharacters(boolean acrossFolders) implements Part {

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
  private record AnyFolders() implements Part {

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
  private record NumberInRange(long min, long max) implements Part {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      from.stream()
          .forEach(start -> {
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
          });
      return reached;
    }
  }

  /** One of several patterns. */
  private record Choice(List<List<Part>> alternatives) implements Part {

    @Override
    public BitSet advance(int[] text, BitSet from) {
      var reached = new BitSet();
      for (List<Part> alternative : alternatives) {
        reached.or(EditorConfigGlob.advance(alternative, text, from));
      }
      return reached;
    }
  }

  /** Reads a pattern; brackets and braces without an end stand for themselves. */
  private static final class Parser {

    private static final int MAX_DEPTH = 50;

    private final String pattern;
    private final int depth;
    private final List<Part> parts = new ArrayList<>();

    Parser(String pattern) {
      this(pattern, 0);
    }

    private Parser(String pattern, int depth) {
      this.pattern = pattern;
      this.depth = depth;
    }

    List<Part> parse() {
      int index = 0;
      while (index < pattern.length()) {
        index = parsePart(index);
      }
      return List.copyOf(parts);
    }

    /** Reads the part at an index; returns the index after it. */
    private int parsePart(int index) {
      int c = pattern.codePointAt(index);
      int next = index + Character.charCount(c);
      if (c == '\\' && next < pattern.length()) {
        int escaped = pattern.codePointAt(next);
        addLiteral(escaped);
        return next + Character.charCount(escaped);
      }
      if (pattern.startsWith("/**/", index)) {
        parts.add(new AnyFolders());
        return index + "/**/".length();
      }
      if (c == '*') {
        boolean across = pattern.startsWith("**", index);
        parts.add(new AnyCharacters(across));
        return index + (across ? 2 : 1);
      }
      if (c == '?') {
        parts.add(new OneCharacter(candidate -> candidate != '/'));
        return next;
      }
      if (c == '[') {
        int end = endOfBrackets(index);
        if (end > 0) {
          parts.add(new OneCharacter(characterSet(pattern.substring(index + 1, end))));
          return end + 1;
        }
      }
      if (c == '{') {
        int end = endOfBraces(index);
        if (end > 0 && depth < MAX_DEPTH) {
          addBraces(pattern.substring(index + 1, end));
          return end + 1;
        }
      }
      addLiteral(c);
      return next;
    }

    private void addLiteral(int c) {
      parts.add(new OneCharacter(candidate -> candidate == c));
    }

    /** Returns the index of the bracket that ends a character set; -1 if there is none, or a slash before it. */
    private int endOfBrackets(int start) {
      for (int index = start + 1; index < pattern.length(); index++) {
        char c = pattern.charAt(index);
        if (c == '/') {
          return -1;
        }
        if (c == ']' && index > start + 1) {
          return index;
        }
        index += c == '\\' ? 1 : 0;
      }
      return -1;
    }

    private int endOfBraces(int start) {
      int open = 0;
      for (int index = start; index < pattern.length(); index++) {
        char c = pattern.charAt(index);
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (open == 0) {
          return index;
        }
        index += c == '\\' ? 1 : 0;
      }
      return -1;
    }

    private void addBraces(String content) {
      List<String> alternatives = splitAtCommas(content);
      Matcher range = NUMBER_RANGE.matcher(content);
      if (alternatives.size() > 1) {
        parts.add(
            new Choice(
                alternatives.stream()
                    .map(alternative -> new Parser(alternative, depth + 1).parse())
                    .toList()));
      } else if (range.matches()) {
        long first = Long.parseLong(range.group(1));
        long second = Long.parseLong(range.group(2));
        parts.add(new NumberInRange(Math.min(first, second), Math.max(first, second)));
      } else {
        addLiteral('{');
        parts.addAll(new Parser(content, depth + 1).parse());
        addLiteral('}');
      }
    }

    private static List<String> splitAtCommas(String content) {
      var result = new ArrayList<String>();
      int open = 0;
      int start = 0;
      for (int index = 0; index < content.length(); index++) {
        char c = content.charAt(index);
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (c == ',' && open == 0) {
          result.add(content.substring(start, index));
          start = index + 1;
        }
        index += c == '\\' ? 1 : 0;
      }
      result.add(content.substring(start));
      return result;
    }

    private static IntPredicate characterSet(String content) {
      boolean negated = content.startsWith("!") && content.length() > 1;
      int[] members = content.substring(negated ? 1 : 0).codePoints().toArray();
      var ranges = new ArrayList<int[]>();
      int index = 0;
      while (index < members.length) {
        index += members[index] == '\\' && index + 1 < members.length ? 1 : 0;
        int first = members[index++];
        int last = first;
        if (index + 1 < members.length && members[index] == '-') {
          index++;
          index += members[index] == '\\' && index + 1 < members.length ? 1 : 0;
          last = members[index++];
        }
        ranges.add(new int[] {first, last});
      }
      return candidate ->
          candidate != '/'
              && negated
                  != ranges.stream()
                      .anyMatch(range -> candidate >= range[0] && candidate <= range[1]);
    }
  }
}
