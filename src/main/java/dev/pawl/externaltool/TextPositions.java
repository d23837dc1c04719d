package dev.pawl.externaltool;

import java.util.ArrayList;
import java.util.List;

/** Converts lines and columns, both counted from 1 and columns in Unicode characters, to offsets in a text. */
final class TextPositions {

  private final String text;
  private final List<Integer> lineStarts = new ArrayList<>();

  TextPositions(String text) {
    this.text = text;
    lineStarts.add(0);
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean lone = c == '\r' && (index + 1 == text.length() || text.charAt(index + 1) != '\n');
      if (c == '\n' || lone) {
        lineStarts.add(index + 1);
      }
    }
  }

  /** Returns the offset of a position; -1 if the text has no such position. */
  int offset(int line, int column) {
    if (line < 1 || column < 1 || line > lineStarts.size()) {
      return -1;
    }
    int start = lineStarts.get(line - 1);
    int end = line < lineStarts.size() ? lineStarts.get(line) : text.length();
    return text.codePointCount(start, end) < column - 1
        ? -1
        : text.offsetByCodePoints(start, column - 1);
  }
}
