package dev.pawl.tool;

import dev.pawl.language.Language;
import dev.pawl.language.Literals;

/**
 * Formats whitespace only: removes trailing whitespace, leading blank lines and repeated blank lines, and ends the file
 * with one newline. Whitespace that belongs to a literal is unchanged.
 */
public final class LineFormatter extends SyntaxAwareFormatter {

  /** Creates a formatter for files of one language; files that do not parse are not formatted. */
  public LineFormatter(Language language, SyntaxChecker syntax) {
    super(language, syntax);
  }

  @Override
  protected String format(SourceFile source) throws UnfixableException {
    Literals literals =
        source
            .language()
            .flatMap(language -> Literals.of(language, source.path(), source.text()))
            .orElseThrow(() ->
                new UnfixableException(
                    "its literals cannot be distinguished from the rest of the text"));
    var result = new StringBuilder();
    int lineNumber = 0;
    int lastContent = 0;
    boolean blank = true;
    for (String original : source.text().lines().toList()) {
      lineNumber++;
      boolean literal = literals.containStartOf(lineNumber) || literals.containEndOf(lineNumber);
      String text = literals.containEndOf(lineNumber) ? original : original.stripTrailing();
      if (!text.isEmpty() || literal || !blank) {
        result.append(text).append('\n');
      }
      blank = text.isEmpty() && !literal;
      lastContent = blank ? lastContent : result.length();
    }
    result.setLength(Math.max(lastContent, Math.min(1, result.length())));
    return result.toString();
  }
}
