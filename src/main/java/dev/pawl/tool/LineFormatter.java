package dev.pawl.tool;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.BitSet;

/**
 * Formats whitespace only: removes trailing whitespace, leading blank lines and repeated blank lines, and ends the file
 * with one newline. Lines inside a multi-line string are unchanged.
 */
public final class LineFormatter extends SyntaxAwareFormatter {

  /** Creates a formatter for files of one language; files that do not parse are not formatted. */
  public LineFormatter(Language language, SyntaxChecker syntax) {
    super(language, syntax);
  }

  @Override
  protected String format(SourceFile source) {
    BitSet stringLines = linesInStrings(source);
    var result = new StringBuilder();
    int lineNumber = 0;
    boolean blank = true;
    for (String original : source.text().lines().toList()) {
      lineNumber++;
      boolean inString = stringLines.get(lineNumber);
      String text = inString ? original : original.stripTrailing();
      if (!text.isEmpty() || inString || !blank) {
        result.append(text).append('\n');
      }
      blank = text.isEmpty() && !inString;
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
