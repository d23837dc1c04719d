package dev.pawl.tool.analysis;

import dev.pawl.tool.CommentStyle;
import java.util.List;

/** How many lines of a text are code, comment and blank; a line with both code and comment is code. */
record LineCount(long code, long comment, long blank) {

  static final LineCount NONE = new LineCount(0, 0, 0);

  static LineCount of(List<String> lines, CommentStyle style) {
    long code = 0;
    long comment = 0;
    long blank = 0;
    boolean open = false;
    for (String line : lines) {
      String rest = line.strip();
      boolean hasCode = false;
      boolean hasComment = open;
      while (!rest.isEmpty()) {
        String now = rest;
        String close = style.close();
        if (open && close != null) {
          int end = now.indexOf(close);
          open = end < 0;
          rest = open ? "" : now.substring(end + close.length()).strip();
        } else if (style.line().stream().anyMatch(now::startsWith)) {
          hasComment = true;
          rest = "";
        } else if (style.open() != null && now.startsWith(style.open())) {
          hasComment = true;
          open = true;
          rest = now.substring(style.open().length());
        } else {
          hasCode = true;
          int next = style.open() == null ? -1 : now.indexOf(style.open(), 1);
          rest = next < 0 || isQuoted(now, next) ? "" : now.substring(next);
        }
      }
      if (hasCode) {
        code++;
      } else if (hasComment) {
        comment++;
      } else {
        blank++;
      }
    }
    return new LineCount(code, comment, blank);
  }

  /** Whether a place of a line lies in a string, as {@code "/*"} in a path or a pattern does. */
  private static boolean isQuoted(String line, int place) {
    long quotes = line.substring(0, place).chars().filter(c -> c == '"').count();
    return quotes % 2 == 1;
  }

  long lines() {
    return code + comment + blank;
  }

  LineCount plus(LineCount other) {
    return new LineCount(code + other.code, comment + other.comment, blank + other.blank);
  }
}
