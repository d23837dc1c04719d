package dev.pawl.tool.deadcode;

/**
 * The text range that is removed with a declaration: its lines, the comments directly before it and on its last line,
 * and one adjacent blank line.
 *
 * @param start the offset of the first removed character
 * @param end the offset after the last removed character
 * @param comments the removed comments, joined into one line
 */
public record Cut(int start, int end, String comments) {

  /**
   * Returns the range to remove for the declaration between two offsets of a text. A declaration that shares its lines
   * with other code is removed without comments.
   */
  public static Cut around(int from, int to, String text) {
    int start = startOfLine(text, from);
    int end = endOfLine(text, to);
    boolean alone = text.substring(start, from).isBlank() && isComment(text.substring(to, end));
    if (!alone) {
      return new Cut(from, to, "");
    }
    int first = withComments(text, start);
    String before = first > 0 ? text.substring(startOfLine(text, first - 1), first).strip() : "{";
    boolean gapBefore = before.isEmpty() || before.endsWith("{");
    int blank = endOfLine(text, end);
    if (gapBefore && blank > end && text.substring(end, blank).isBlank()) {
      end = blank;
    }
    String comments =
        (text.substring(first, start) + text.substring(to, endOfLine(text, to)))
            .replaceAll("\\s+", " ")
            .strip();
    return new Cut(first, end, comments);
  }

  /** Returns the log text: the name of the removed declaration and the removed comments. */
  public String told(String name) {
    return "removed " + name + (comments.isEmpty() ? "" : " and its comment: " + comments);
  }

  private static boolean isComment(String rest) {
    String stripped = rest.strip();
    return stripped.isEmpty() || stripped.startsWith("//");
  }

  /** Returns the start of the comments directly before a line. */
  private static int withComments(String text, int line) {
    int start = line;
    while (start > 0) {
      int before = startOfLine(text, start - 1);
      String one = text.substring(before, start).strip();
      if (one.startsWith("//")) {
        start = before;
      } else if (one.endsWith("*/")) {
        int open = text.lastIndexOf("/*", start);
        int own = open < 0 ? -1 : startOfLine(text, open);
        if (own < 0 || !text.substring(own, open).isBlank()) {
          return start;
        }
        start = own;
      } else {
        return start;
      }
    }
    return start;
  }

  private static int startOfLine(String text, int at) {
    return text.lastIndexOf('\n', at - 1) + 1;
  }

  private static int endOfLine(String text, int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end + 1;
  }
}
