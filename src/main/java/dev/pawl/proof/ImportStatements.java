package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Separates import statements from the rest of a text, because formatters may reorder them. Where the order is meaning,
 * as that of {@code #include} in C and of imports in Scala, they are not separated.
 */
final class ImportStatements {

  private static final Set<Language> ENDED_BY_SEMICOLON =
      Set.of(Language.JAVA, Language.RUST, Language.PHP, Language.CSHARP);

  private final Language language;
  private final String text;
  private final Map<String, Integer> importedNames = new HashMap<>();
  private final List<String> statement = new ArrayList<>();
  private boolean tokenOnNewLine;
  private boolean afterAttribute;
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
    tokenOnNewLine = newLine;
    lastLine = lexer.endLine();
    if (insideImport && openBrackets == 0 && newLine && !ENDED_BY_SEMICOLON.contains(language)) {
      endStatement();
    }
    if (!insideImport
        && braceDepth == 0
        && (atStart || newLine)
        && !afterAttribute
        && startsImport(token, lexer.end())) {
      insideImport = true;
    }
    if (insideImport) {
      addToken(token);
      return true;
    }
    // An attribute of Rust belongs to the statement that follows.
    afterAttribute = language == Language.RUST && token.equals("]");
    braceDepth += token.equals("{") ? 1 : token.equals("}") ? -1 : 0;
    atStart = token.equals(";") || token.equals("}");
    return false;
  }

  private void addToken(String token) {
    if (token.equals(";")) {
      if (language == Language.GO && openBrackets > 0) {
        endItem();
      } else {
        endStatement();
      }
      return;
    }
    openBrackets += "([{".contains(token) ? 1 : ")]}".contains(token) ? -1 : 0;
    boolean isItem = language == Language.GO && openBrackets > 0 && !token.equals("(");
    if (isItem && tokenOnNewLine) {
      endItem();
    }
    if (!(language == Language.GO && (token.equals("(") || token.equals(")")))) {
      statement.add(token.replaceAll("[\"'`]", ""));
    }
  }

  /** Ends one of several imports of a statement of Go, which has one on each line. */
  private void endItem() {
    if (!statement.isEmpty() && !statement.equals(List.of("import"))) {
      importedNames.merge(String.join(" ", statement), 1, Integer::sum);
      statement.clear();
      statement.add("import");
    }
  }

  private void endStatement() {
    insideImport = false;
    atStart = true;
    if (language == Language.RUST) {
      expandRust();
    } else if (!statement.isEmpty() && !(language == Language.GO && statement.size() == 1)) {
      importedNames.merge(describe(), 1, Integer::sum);
    }
    statement.clear();
  }

  private String describe() {
    String text = String.join(" ", statement);
    return language == Language.JAVA ? text.replace(" . ", ".").replace(". ", ".") : text;
  }

  /** Adds each path that a statement of Rust with nested lists imports. */
  private void expandRust() {
    var prefixes = new ArrayDeque<String>();
    String prefix = "";
    var path = new StringBuilder();
    for (String token : statement) {
      switch (token) {
        case "{" -> {
          prefixes.push(prefix);
          prefix += path;
          path.setLength(0);
        }
        case "}", "," -> {
          addRustPath(prefix, path);
          if (token.equals("}")) {
            prefix = prefixes.isEmpty() ? "" : prefixes.pop();
          }
        }
        default -> path.append(path.isEmpty() ? "" : " ").append(token);
      }
    }
    addRustPath(prefix, path);
  }

  private void addRustPath(String prefix, StringBuilder path) {
    if (!path.isEmpty()) {
      importedNames.merge(prefix + " " + path, 1, Integer::sum);
      path.setLength(0);
    }
  }

  private boolean startsImport(String token, int end) {
    return switch (language) {
      case JAVA -> token.equals("import");
      case KOTLIN, SWIFT, GO -> token.equals("import");
      case JAVASCRIPT, TYPESCRIPT ->
          token.equals("import") && nextNonBlank(end) != '(' && nextNonBlank(end) != '.'
              || token.equals("export") && (nextNonBlank(end) == '{' || nextNonBlank(end) == '*');
      case PYTHON -> token.equals("import") || token.equals("from");
      case RUST -> token.equals("use") || token.equals("mod") && isModuleDeclaration(end);
      case PHP -> token.equals("use");
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
