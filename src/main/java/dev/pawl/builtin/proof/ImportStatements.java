package dev.pawl.builtin.proof;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Separates import statements from the rest of a text, because formatters may reorder them. */
final class ImportStatements {

  private static final Set<Language> ENDED_BY_SEMICOLON =
      Set.of(Language.JAVA, Language.RUST, Language.PHP, Language.CSHARP);

  private final Language language;
  private final String text;
  private final Map<String, Integer> importedNames = new HashMap<>();
  private final StringBuilder statement = new StringBuilder();
  private boolean insideImport;
  private boolean atStart = true;
  private int braceDepth;
  private int openBrackets;
  private int lastLine;

  ImportStatements(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns whether a token belongs to an import. Must be called for each token in order, without comments. */
  boolean consume(Lexer lexer) {
    String token = text.substring(lexer.start(), lexer.end());
    boolean newLine = lexer.line() > lastLine;
    lastLine = lexer.endLine();
    if (insideImport && openBrackets == 0 && newLine && !ENDED_BY_SEMICOLON.contains(language)) {
      endStatement();
    }
    if (!insideImport
        && braceDepth == 0
        && (atStart || newLine)
        && startsImport(token, lexer.end())) {
      insideImport = true;
    }
    if (insideImport) {
      addToken(token);
      return true;
    }
    braceDepth += token.equals("{") ? 1 : token.equals("}") ? -1 : 0;
    atStart = token.equals(";") || token.equals("}");
    return false;
  }

  private void addToken(String token) {
    if (token.equals(";")) {
      endStatement();
      return;
    }
    openBrackets += "([{".contains(token) ? 1 : ")]}".contains(token) ? -1 : 0;
    if (language == Language.JAVA) {
      statement.append(token.equals("import") || token.equals("static") ? token + " " : token);
    } else if (Character.isLetterOrDigit(token.charAt(0)) || token.length() > 1) {
      importedNames.merge(token.replaceAll("[\"']", ""), 1, Integer::sum);
    }
  }

  private void endStatement() {
    insideImport = false;
    atStart = true;
    if (!statement.isEmpty()) {
      importedNames.merge(statement.toString(), 1, Integer::sum);
      statement.setLength(0);
    }
  }

  private boolean startsImport(String token, int end) {
    return switch (language) {
      case JAVA -> token.equals("import");
      case KOTLIN, SCALA, SWIFT, GO -> token.equals("import");
      case JAVASCRIPT, TYPESCRIPT ->
          token.equals("import") && nextNonBlank(end) != '(' && nextNonBlank(end) != '.'
              || token.equals("export") && (nextNonBlank(end) == '{' || nextNonBlank(end) == '*');
      case PYTHON -> token.equals("import") || token.equals("from");
      case RUST -> token.equals("use") || token.equals("mod") && isModuleDeclaration(end);
      case PHP -> token.equals("use");
      case C, CPP -> token.equals("#") && text.startsWith("include", end);
      default -> false;
    };
  }

  /** Returns whether a module is only declared here and defined in its own file. */
  private boolean isModuleDeclaration(int end) {
    int semicolon = text.indexOf(';', end);
    int brace = text.indexOf('{', end);
    return semicolon >= 0 && (brace < 0 || semicolon < brace);
  }

  private char nextNonBlank(int end) {
    int index = end;
    while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
    return index < text.length() ? text.charAt(index) : '\n';
  }

  /** Returns the imported names with the number of their occurrences. */
  Map<String, Integer> importedNames() {
    if (insideImport) {
      endStatement();
    }
    return Map.copyOf(importedNames);
  }
}
