package dev.pawl.tool.duplicates;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;

/** Detects the import lines of a text, which are similar in many files and no relevant duplicates. */
final class Imports {

  private final Language language;
  private final String text;
  private int lastLine;
  private int importLine;
  private int open;

  Imports(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns whether a token belongs to an import. Must be called for each token in order. */
  boolean cover(Lexer lexer) {
    boolean first = lexer.line() > lastLine;
    lastLine = lexer.endLine();
    if (first && open == 0) {
      importLine = startAt(lexer.start(), lexer.end()) ? lexer.line() : 0;
    }
    if (importLine == 0 || open == 0 && lexer.line() > importLine) {
      return false;
    }
    open = Math.max(0, open + opened(text.charAt(lexer.start())));
    importLine = lexer.endLine();
    return true;
  }

  private static int opened(char c) {
    return switch (c) {
      case '(', '{' -> 1;
      case ')', '}' -> -1;
      default -> 0;
    };
  }

  private boolean startAt(int start, int end) {
    String word = text.substring(start, end);
    char next = charAfter(end);
    return switch (language) {
      case JAVA, KOTLIN, SCALA, SWIFT, GO -> word.equals("import") || word.equals("package");
      case JAVASCRIPT, TYPESCRIPT -> word.equals("import") && next != '(' && next != '.';
      case PYTHON -> word.equals("import") || word.equals("from");
      case CSHARP -> word.equals("using") && isDirective(end);
      case C -> word.equals("#") && text.startsWith("include", end);
      case CPP ->
          word.equals("using") && isDirective(end)
              || word.equals("#") && text.startsWith("include", end);
      case PHP, RUST -> word.equals("use") && next != '(';
      case RUBY -> word.equals("require") || word.equals("require_relative");
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
    int at = end;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : '\n';
  }
}
