package dev.pawl.tool;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.BitSet;

/**
 * Formats whitespace only: removes trailing whitespace, leading blank lines and repeated blank lines, and ends the file
 * with one newline. Lines inside a multi-line string are unchanged.
 */
public final class LineLayout extends ParsedLayout {

  /** Creates a formatter for files of one language; files that do not parse are not formatted. */
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
