package dev.pawl.duplication;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;

/** Detects the import lines of a text, which are similar in many files and no relevant duplicates. */
final class ImportLines {

  private final Language language;
  private final String text;
  private int lastLine;
  private int importLine;
  private int openBrackets;

  ImportLines(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns whether a token belongs to an import. Must be called for each token in order. */
  boolean consume(Lexer lexer) {
    boolean newLine = lexer.line() > lastLine;
    lastLine = lexer.endLine();
    if (newLine && openBrackets == 0) {
      importLine = startsImport(lexer.start(), lexer.end()) ? lexer.line() : 0;
    }
    if (importLine == 0 || openBrackets == 0 && lexer.line() > importLine) {
      return false;
    }
    openBrackets = Math.max(0, openBrackets + bracketDelta(text.charAt(lexer.start())));
    importLine = lexer.endLine();
    return true;
  }

  private static int bracketDelta(char c) {
    return switch (c) {
      case '(', '{' -> 1;
      case ')', '}' -> -1;
      default -> 0;
    };
  }

  private boolean startsImport(int start, int end) {
    String token = text.substring(start, end);
    char next = charAfter(end);
    return switch (language) {
      case JAVA, KOTLIN, SCALA, SWIFT, GO -> token.equals("import") || token.equals("package");
      case JAVASCRIPT, TYPESCRIPT -> token.equals("import") && next != '(' && next != '.';
      case PYTHON -> token.equals("import") || token.equals("from");
      case CSHARP -> token.equals("using") && isDirective(end);
      case C -> token.equals("#") && text.startsWith("include", end);
      case CPP ->
          token.equals("using") && isDirective(end)
              || token.equals("#") && text.startsWith("include", end);
      case PHP, RUST -> token.equals("use") && next != '(';
      case RUBY -> token.equals("require") || token.equals("require_relative");
      default -> false;
    };
  }

  /** Returns whether a line that starts with {@code using} is an import, and not a statement or an alias. */
  private boolean isDirective(int end) {
    int lineEnd = text.indexOf('\n', end);
    String rest = lineEnd < 0 ? text.substring(end) : text.substring(end, lineEnd);
    return rest.indexOf('(') < 0 && rest.indexOf('=') < 0 && rest.indexOf(';') >= 0;
  }

  private char charAfter(int end) {
    int index = end;
    while (index < text.length() && text.charAt(index) == ' ') {
      index++;
    }
    return index < text.length() ? text.charAt(index) : '\n';
  }
}
