package dev.pawl.tool.analysis;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.BitSet;

/**
 * The line counts of a text. A line with code and a comment counts as code; an empty line inside a comment counts as
 * blank.
 */
record LineCount(long code, long comment, long blank) {

  static final LineCount NONE = new LineCount(0, 0, 0);

  static LineCount of(Language language, String text) {
    var lexer = new Lexer(language, text);
    var code = new BitSet();
    var comment = new BitSet();
    while (lexer.next()) {
      (lexer.kind() == Lexer.Kind.COMMENT ? comment : code).set(lexer.line(), lexer.endLine() + 1);
    }
    BitSet written = written(text);
    code.and(written);
    comment.and(written);
    comment.andNot(code);
    long lines = text.lines().count();
    return new LineCount(
        code.cardinality(),
        comment.cardinality(),
        lines - code.cardinality() - comment.cardinality());
  }

  /** Returns the numbers of the lines that are not blank. */
  private static BitSet written(String text) {
    var lines = new BitSet();
    int line = 1;
    for (int at = 0; at < text.length(); at++) {
      if (Lexer.endsLine(text, at)) {
        line++;
      } else if (!Character.isWhitespace(text.charAt(at))) {
        lines.set(line);
      }
    }
    return lines;
  }

  long total() {
    return code + comment + blank;
  }

  LineCount plus(LineCount other) {
    return new LineCount(code + other.code, comment + other.comment, blank + other.blank);
  }
}
