package dev.pawl.glob;

import dev.pawl.glob.GlobPart.AnyCharacters;
import dev.pawl.glob.GlobPart.AnyFolders;
import dev.pawl.glob.GlobPart.Choice;
import dev.pawl.glob.GlobPart.Literal;
import dev.pawl.glob.GlobPart.Nothing;
import dev.pawl.glob.GlobPart.NumberInRange;
import dev.pawl.glob.GlobPart.OneCharacter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a pattern. Brackets and braces without an end stand for themselves; in git, such a pattern matches nothing. */
final class GlobParser {

  private static final Pattern NUMBER_RANGE =
      Pattern.compile("([+-]?\\d{1,18})\\.\\.([+-]?\\d{1,18})");
  private static final int MAX_DEPTH = 50;
  private static final String ANY_FOLDERS = "/**/";
  private static final String EVERYTHING_BELOW = "/**";

  private final String pattern;
  private final GlobDialect dialect;
  private final int depth;
  private final List<GlobPart> parts = new ArrayList<>();

  GlobParser(String pattern, GlobDialect dialect) {
    this(pattern, dialect, 0);
  }

  private GlobParser(String pattern, GlobDialect dialect, int depth) {
    this.pattern = pattern;
    this.dialect = dialect;
    this.depth = depth;
  }

  List<GlobPart> parse() {
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
    if (c == '\\') {
      return parseEscape(next);
    }
    if (pattern.startsWith(ANY_FOLDERS, index)) {
      int end = index + ANY_FOLDERS.length();
      // Repeated stars for any folders mean the same as one.
      while (!dialect.hasStarsAnywhere() && pattern.startsWith("**/", end)) {
        end += "**/".length();
      }
      boolean below = !dialect.hasStarsAnywhere() && pattern.substring(end).equals("**");
      parts.add(below ? new Literal('/') : new AnyFolders());
      if (below) {
        parts.add(new AnyCharacters(true));
      }
      return below ? pattern.length() : end;
    }
    if (!dialect.hasStarsAnywhere() && pattern.substring(index).equals(EVERYTHING_BELOW)) {
      parts.add(new Literal('/'));
      parts.add(new AnyCharacters(true));
      return pattern.length();
    }
    if (c == '*') {
      return parseStars(index);
    }
    if (c == '?') {
      parts.add(new OneCharacter(candidate -> candidate != '/'));
      return next;
    }
    if (c == '[' && dialect.hasBrackets()) {
      return parseBrackets(index, next);
    }
    if (c == '{' && dialect.hasBraces()) {
      int end = endOfBraces(index);
      if (end > 0 && depth < MAX_DEPTH) {
        addBraces(pattern.substring(index + 1, end));
        return end + 1;
      }
    }
    parts.add(new Literal(c));
    return next;
  }

  private int parseEscape(int next) {
    if (next == pattern.length()) {
      parts.add(dialect == GlobDialect.GIT ? new Nothing() : new Literal('\\'));
      return next;
    }
    int escaped = pattern.codePointAt(next);
    parts.add(new Literal(escaped));
    return next + Character.charCount(escaped);
  }

  private int parseStars(int index) {
    int end = index + 1;
    while (end < pattern.length() && pattern.charAt(end) == '*') {
      end++;
    }
    if (dialect.hasStarsAnywhere()) {
      boolean doubled = end > index + 1;
      parts.add(new AnyCharacters(doubled || dialect.hasStarsAcross()));
      return index + (doubled ? 2 : 1);
    }
    parts.add(new AnyCharacters(false));
    return end;
  }

  private int parseBrackets(int index, int next) {
    int end =
        dialect == GlobDialect.GIT
            ? CharacterSet.endInGit(pattern, index)
            : CharacterSet.endInEditorConfig(pattern, index);
    if (end > 0) {
      String content = pattern.substring(index + 1, end);
      parts.add(
          new OneCharacter(
              dialect == GlobDialect.GIT
                  ? CharacterSet.ofGit(content)
                  : CharacterSet.ofEditorConfig(content)));
      return end + 1;
    }
    parts.add(dialect == GlobDialect.GIT ? new Nothing() : new Literal('['));
    return next;
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
                  .map(alternative -> new GlobParser(alternative, dialect, depth + 1).parse())
                  .toList()));
    } else if (range.matches()) {
      long first = Long.parseLong(range.group(1));
      long second = Long.parseLong(range.group(2));
      parts.add(new NumberInRange(Math.min(first, second), Math.max(first, second)));
    } else {
      parts.add(new Literal('{'));
      parts.addAll(new GlobParser(content, dialect, depth + 1).parse());
      parts.add(new Literal('}'));
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
}
