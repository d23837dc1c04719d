package dev.pawl.duplication;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;

/** Detects the statements of a text that only contain data, and are no relevant duplicates: the inserts of SQL. */
final class IgnoredStatements {

  private final Language language;
  private final String text;
  private boolean statementStarts = true;
  private boolean ignoring;

  IgnoredStatements(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns whether a token belongs to a statement with data. Must be called for each token in order. */
  boolean consume(Lexer lexer) {
    if (language != Language.SQL) {
      return false;
    }
    if (statementStarts) {
      ignoring = text.substring(lexer.start(), lexer.end()).equalsIgnoreCase("insert");
    }
    statementStarts = text.charAt(lexer.start()) == ';';
    return ignoring;
  }
}
