package dev.pawl.tool.proof;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Separates import statements from the rest of a text, because formatters may reorder them. */
final class ImportStatements {

  private static final Set<Language> ENDED_BY_SEMICOLON =
      Set.of(Language.JAVA, Language.RUST, Language.PHP, Language.CSHARP);

  private final Language language;
  private final String text;
  private final Map<String, Integer> names = new HashMap<>();
  private final StringBuilder statement = new StringBuilder();
  private boolean inside;
  private boolean atStart = true;
  private int depth;
  private int open;
  private int lastLine;

  ImportStatements(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns whether a token belongs to an import. Must be called for each token in order, without comments. */
  boolean take(Lexer lexer) {
    String word = text.substring(lexer.start(), lexer.end());
    boolean newLine = lexer.line() > lastLine;
    lastLine = lexer.endLine();
    if (inside && open == 0 && newLine && !ENDED_BY_SEMICOLON.contains(language)) {
      end();
    }
    if (!inside && depth == 0 && (atStart || newLine) && starts(word, lexer.end())) {
      inside = true;
    }
    if (inside) {
      count(word);
      return true;
    }
    depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
    atStart = word.equals(";") || word.equals("}");
    return false;
  }

  private void count(String word) {
    if (word.equals(";")) {
      end();
      return;
    }
    open += "([{".contains(word) ? 1 : ")]}".contains(word) ? -1 : 0;
    if (language == Language.JAVA) {
      statement.append(word.equals("import") || word.equals("static") ? word + " " : word);
    } else if (Character.isLetterOrDigit(word.charAt(0)) || word.length() > 1) {
      names.merge(word.replaceAll("[\"']", ""), 1, Integer::sum);
    }
  }

  private void end() {
    inside = false;
    atStart = true;
    if (!statement.isEmpty()) {
      names.merge(statement.toString(), 1, Integer::sum);
      statement.setLength(0);
    }
  }

  private boolean starts(String word, int end) {
    return switch (language) {
      case JAVA -> word.equals("import");
      case KOTLIN, SCALA, SWIFT, GO -> word.equals("import");
      case JAVASCRIPT, TYPESCRIPT ->
          word.equals("import") && next(end) != '(' && next(end) != '.'
              || word.equals("export") && (next(end) == '{' || next(end) == '*');
      case PYTHON -> word.equals("import") || word.equals("from");
      case RUST -> word.equals("use") || word.equals("mod") && isOnlyNamed(end);
      case PHP -> word.equals("use");
      case C, CPP -> word.equals("#") && text.startsWith("include", end);
      default -> false;
    };
  }

  /** Returns whether a module is only declared here and defined in its own file. */
  private boolean isOnlyNamed(int end) {
    int semicolon = text.indexOf(';', end);
    int brace = text.indexOf('{', end);
    return semicolon >= 0 && (brace < 0 || semicolon < brace);
  }

  private char next(int end) {
    int at = end;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : '\n';
  }

  /** Returns the imported names with the number of their occurrences. */
  Map<String, Integer> names() {
    if (inside) {
      end();
    }
    return Map.copyOf(names);
  }
}
