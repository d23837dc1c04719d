package dev.pawl.refactoring;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text range that is removed with a declaration: its lines, the comments directly before it and on its last line,
 * and one adjacent blank line.
 *
 * @param start the offset of the first removed character
 * @param end the offset after the last removed character
 * @param comments the removed comments, joined into one line
 */
public record TextRange(int start, int end, String comments) {

  /**
   * Switches of Checkstyle, formatters and CPD, tags of Asciidoctor, regions of editors and of code that they generate, and
   * lines of preprocessors.
   */
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "(?i)checkstyle|@formatter|\\b(?:spotless|fmt|cpd|clang-format|ktlint|pmd)[:\\- ]*(?:off|on)\\b"
              + "|\\b(?:tag|end)::|//\\s*(?:#|</?editor-fold|(?:end)?region\\b|gen-(?:begin|end|first|last)\\b)"
              + "|\\b(?:begin|end)\\b.*\\b(?:generated|keep|snippet)\\b");

  /**
   * Returns the range to remove for the declaration between two offsets of a text. A declaration that shares its lines
   * with other code is removed without comments.
   */
  public static TextRange ofDeclaration(int from, int to, String text) {
    int lineStart = startOfLine(text, from);
    int lineEnd = endOfLine(text, to);
    boolean onOwnLines =
        text.substring(lineStart, from).isBlank() && isComment(text.substring(to, lineEnd));
    if (!onOwnLines) {
      return new TextRange(from, to, "");
    }
    int firstOffset = startOfComments(text, lineStart);
    String lineBefore =
        firstOffset > 0
            ? text.substring(startOfLine(text, firstOffset - 1), firstOffset).strip()
            : "{";
    boolean gapBefore = lineBefore.isEmpty() || lineBefore.endsWith("{");
    int blankLineEnd = endOfLine(text, lineEnd);
    if (gapBefore && blankLineEnd > lineEnd && text.substring(lineEnd, blankLineEnd).isBlank()) {
      lineEnd = blankLineEnd;
    }
    String comments =
        (text.substring(firstOffset, lineStart) + text.substring(to, endOfLine(text, to)))
            .replaceAll("\\s+", " ")
            .strip();
    return new TextRange(firstOffset, lineEnd, comments);
  }

  /** Returns whether a removed comment tells another tool what to do, often for the lines that follow, too. */
  boolean hasDirective() {
    return DIRECTIVE.matcher(comments).find();
  }

  /** Returns a text without ranges, which may be in any order and contain each other. */
  static String removeAll(String text, List<TextRange> ranges) {
    var result = new StringBuilder(text.length());
    int from = 0;
    for (TextRange range :
        ranges.stream().sorted(Comparator.comparingInt(TextRange::start)).toList()) {
      if (range.start > from) {
        result.append(text, from, range.start);
      }
      from = Math.max(from, range.end);
    }
    return result.append(text, from, text.length()).toString();
  }

  /** Returns the log text: the name of the removed declaration and the removed comments. */
  public String describeRemoval(String name) {
    return "removed " + name + (comments.isEmpty() ? "" : " and its comment: " + comments);
  }

  private static boolean isComment(String rest) {
    String stripped = rest.strip();
    return stripped.isEmpty() || stripped.startsWith("//");
  }

  /** Returns the start of the comments directly before a line. */
  private static int startOfComments(String text, int lineStart) {
    int start = lineStart;
    while (start > 0) {
      int previousLine = startOfLine(text, start - 1);
      String lineText = text.substring(previousLine, start).strip();
      if (lineText.startsWith("//")) {
        start = previousLine;
      } else if (lineText.endsWith("*/")) {
        int commentStart = text.lastIndexOf("/*", start);
        int openingLine = commentStart < 0 ? -1 : startOfLine(text, commentStart);
        if (openingLine < 0 || !text.substring(openingLine, commentStart).isBlank()) {
          return start;
        }
        start = openingLine;
      } else {
        return start;
      }
    }
    return start;
  }

  private static int startOfLine(String text, int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  private static int endOfLine(String text, int offset) {
    int end = text.indexOf('\n', offset);
    return end < 0 ? text.length() : end + 1;
  }
}
