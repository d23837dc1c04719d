package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of paths with {@code *}, {@code **}, {@code ?}, character classes and braces. Matching takes time
 * proportional to the lengths of pattern and path, whatever they contain.
 */
final class PathGlob {

  /** Braces multiply patterns; further alternatives are read as literal text. */
  private static final int MAX_ALTERNATIVES = 64;

  /** What a wildcard matches. */
  enum Star {
    /** A {@code *} stays in its folder; only {@code **} crosses folders. */
    WITHIN_FOLDER,
    /** A {@code *} also matches slashes, as in Python's fnmatch. */
    ACROSS_FOLDERS
  }

  /** A part of a pattern: a set of characters, or any number of them. */
  private sealed interface Part {

    /** One character. */
    record One(boolean negated, List<int[]> ranges) implements Part {

      boolean isLiteral() {
        return !negated && ranges.size() == 1 && ranges.getFirst()[0] == ranges.getFirst()[1];
      }

      boolean matches(int c) {
        boolean member = ranges.stream().anyMatch(range -> c >= range[0] && c <= range[1]);
        return c == '/' ? member && !negated : member != negated;
      }
    }

    /** Any number of characters. */
    record Many(boolean acrossFolders) implements Part {}

    /** Any number of whole folders. */
    record Folders() implements Part {}
  }

  /**
   * A pattern without braces.
   *
   * @param ending the text with which every path ends that it matches
   */
  private record Alternative(List<Part> parts, String ending) {

    static Alternative of(List<Part> parts) {
      var ending = new StringBuilder();
      for (Part part : parts.reversed()) {
        if (part instanceof Part.One one && one.isLiteral()) {
          ending.insert(0, Character.toString(one.ranges().getFirst()[0]));
        } else {
          break;
        }
      }
      return new Alternative(parts, ending.toString());
    }
  }

  private final List<Alternative> alternatives;

  PathGlob(String pattern, Star star) {
    this.alternatives =
        expandBraces(pattern).stream()
            .map(alternative -> Alternative.of(parse(alternative, star)))
            .toList();
  }

  /** Returns whether the pattern matches a whole path. */
  boolean matches(String path) {
    for (Alternative alternative : alternatives) {
      if (path.endsWith(alternative.ending())
          && matches(alternative.parts(), path.codePoints().toArray())) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(List<Part> parts, int[] text) {
    var reached = new boolean[text.length + 1];
    reached[0] = true;
    for (Part part : parts) {
      var next = new boolean[text.length + 1];
      boolean open = false;
      for (int position = 0; position <= text.length; position++) {
        switch (part) {
          case Part.One one -> {
            if (reached[position] && position < text.length && one.matches(text[position])) {
              next[position + 1] = true;
            }
          }
          case Part.Many many -> {
            open |= reached[position];
            next[position] = open;
            open &= many.acrossFolders() || position < text.length && text[position] != '/';
          }
          case Part.Folders() -> {
            open |= reached[position];
            boolean atFolder = position == 0 || text[position - 1] == '/';
            next[position] = reached[position] || open && atFolder;
          }
        }
      }
      reached = next;
    }
    return reached[text.length];
  }

  private static List<Part> parse(String pattern, Star star) {
    var parts = new ArrayList<Part>();
    int[] text = pattern.codePoints().toArray();
    int index = 0;
    while (index < text.length) {
      int c = text[index];
      boolean doubled = c == '*' && index + 1 < text.length && text[index + 1] == '*';
      if (doubled) {
        boolean atFolder = index == 0 || text[index - 1] == '/';
        if (atFolder && index + 2 < text.length && text[index + 2] == '/') {
          parts.add(new Part.Folders());
          index += 3;
        } else {
          parts.add(new Part.Many(true));
          index += 2;
        }
      } else if (c == '*') {
        parts.add(new Part.Many(star == Star.ACROSS_FOLDERS));
        index++;
      } else if (c == '?') {
        parts.add(new Part.One(true, List.of()));
        index++;
      } else if (c == '[' && endOfClass(text, index) > 0) {
        int end = endOfClass(text, index);
        parts.add(characterClass(text, index + 1, end));
        index = end + 1;
      } else {
        index += c == '\\' && index + 1 < text.length ? 1 : 0;
        parts.add(new Part.One(false, List.of(new int[] {text[index], text[index]})));
        index++;
      }
    }
    return List.copyOf(parts);
  }

  /** Returns the index of the bracket that ends a character class; -1 if there is none. */
  private static int endOfClass(int[] text, int start) {
    int first = start + 1;
    if (first < text.length && (text[first] == '!' || text[first] == '^')) {
      first++;
    }
    for (int index = first; index < text.length && text[index] != '/'; index++) {
      if (text[index] == ']' && index > first) {
        return index;
      }
    }
    return -1;
  }

  private static Part characterClass(int[] text, int start, int end) {
    boolean negated = text[start] == '!' || text[start] == '^';
    var ranges = new ArrayList<int[]>();
    for (int index = start + (negated ? 1 : 0); index < end; index++) {
      boolean range = index + 2 < end && text[index + 1] == '-';
      ranges.add(new int[] {text[index], range ? text[index + 2] : text[index]});
      index += range ? 2 : 0;
    }
    return new Part.One(negated, List.copyOf(ranges));
  }

  private static List<String> expandBraces(String pattern) {
    var expanded = new ArrayList<String>();
    var pending = new ArrayList<>(List.of(pattern));
    while (!pending.isEmpty()) {
      String next = pending.removeLast();
      int open = next.indexOf('{');
      int close = open < 0 ? -1 : endOfBraces(next, open);
      if (close < 0 || expanded.size() + pending.size() > MAX_ALTERNATIVES) {
        expanded.add(next);
      } else {
        for (String choice : splitAtCommas(next.substring(open + 1, close))) {
          pending.add(next.substring(0, open) + choice + next.substring(close + 1));
        }
      }
    }
    return expanded;
  }

  private static int endOfBraces(String text, int start) {
    int open = 0;
    for (int index = start; index < text.length(); index++) {
      open += text.charAt(index) == '{' ? 1 : text.charAt(index) == '}' ? -1 : 0;
      if (open == 0) {
        return index;
      }
    }
    return -1;
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
    }
    result.add(content.substring(start));
    return result;
  }
}
