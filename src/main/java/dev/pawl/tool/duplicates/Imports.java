package dev.pawl.tool.duplicates;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;

/** Lines of one text that only name what it needs; they are alike in many files and say nothing. */
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

  /** Whether a piece belongs to an import; to be asked of each piece in turn. */
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

  /** Whether a line that starts with {@code using} is no statement and no alias. */
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
