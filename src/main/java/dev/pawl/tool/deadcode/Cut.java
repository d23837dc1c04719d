package dev.pawl.tool.deadcode;

/**
 * What is cut out of a text with a declaration: the comments before it and on its last line, its own lines, and of the blank
 * lines around it one.
 *
 * @param comments what of it is comments, in one line
 */
public record Cut(int start, int end, String comments) {

  /** What goes with the declaration that stands from one place of a text to another. */
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

  /** For people: what was declared, and the comments that go with it. */
  public String told(String name) {
    return "removed " + name + (comments.isEmpty() ? "" : " and its comment: " + comments);
  }

  private static boolean isComment(String rest) {
    String stripped = rest.strip();
    return stripped.isEmpty() || stripped.startsWith("//");
  }

  /** The start of the comments that stand right before a line. */
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
