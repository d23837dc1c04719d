package dev.pawl.builtin.analysis;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.BitSet;

/**
 * The line counts of a text. A line with code and a comment counts as code; an empty line inside a comment counts as
 * blank.
 */
record LineCounter(long code, long comment, long blank) {

  static final LineCounter NONE = new LineCounter(0, 0, 0);

  static LineCounter of(Language language, String text) {
    var lexer = new Lexer(language, text);
    var code = new BitSet();
    var comment = new BitSet();
    while (lexer.next()) {
      (lexer.kind() == Lexer.Kind.COMMENT ? comment : code).set(lexer.line(), lexer.endLine() + 1);
    }
    BitSet nonBlank = nonBlankLines(text);
    code.and(nonBlank);
    comment.and(nonBlank);
    comment.andNot(code);
    long lines = text.lines().count();
    return new LineCounter(
        code.cardinality(),
        comment.cardinality(),
        lines - code.cardinality() - comment.cardinality());
  }

  /** Returns the numbers of the lines that are not blank. */
  private static BitSet nonBlankLines(String text) {
    var lines = new BitSet();
    int line = 1;
    for (int index = 0; index < text.length(); index++) {
      if (Lexer.endsLine(text, index)) {
        line++;
      } else if (!Character.isWhitespace(text.charAt(index))) {
        lines.set(line);
      }
    }
    return lines;
  }

  long total() {
    return code + comment + blank;
  }

  LineCounter plus(LineCounter other) {
    return new LineCounter(code + other.code, comment + other.comment, blank + other.blank);
  }
}
