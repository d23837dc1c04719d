package dev.pawl.tool;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.BitSet;

/**
 * Lays out lines and leaves what they say alone: no blanks at their ends, no two blank lines after each other, one newline at
 * the end of the file. Lines that go on in a string stay as they are.
 */
public final class LineLayout extends ParsedLayout {

  /** For files of one language that parse. */
  public LineLayout(Language language, SyntaxChecker syntax) {
    super(language, syntax);
  }

  @Override
  protected String laidOut(SourceFile source) {
    BitSet strings = linesInStrings(source);
    var result = new StringBuilder();
    int line = 0;
    boolean blank = true;
    for (String one : source.text().lines().toList()) {
      line++;
      boolean kept = strings.get(line);
      String text = kept ? one : one.stripTrailing();
      if (!text.isEmpty() || kept || !blank) {
        result.append(text).append('\n');
      }
      blank = text.isEmpty() && !kept;
    }
    while (result.length() > 1 && result.toString().endsWith("\n\n")) {
      result.setLength(result.length() - 1);
    }
    return result.toString();
  }

  private static BitSet linesInStrings(SourceFile source) {
    var lines = new BitSet();
    source
        .language()
        .ifPresent(language -> {
          var lexer = new Lexer(language, source.text());
          while (lexer.next()) {
            if (lexer.kind() == Lexer.Kind.STRING && lexer.endLine() > lexer.line()) {
              lines.set(lexer.line(), lexer.endLine() + 1);
            }
          }
        });
    return lines;
  }
}
