package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Normalizes tokens that formatters of a language may spell in several ways. */
final class TokenNormalizer {

  private static final Pattern ESCAPED_QUOTE = Pattern.compile("\\\\([\"'`])");

  /** The tokens before which Kotlin ignores a comma. */
  private static final Set<String> ENDS_OF_LISTS = Set.of(")", "]", "}", ">", "->");

  private static final String TEXT_BLOCK = "\"\"\"";
  private static final Pattern ZEROS = Pattern.compile("(\\.\\d*?)0+$");

  private final Language language;
  private final String ignored;
  private final List<String> tokens = new ArrayList<>();
  private boolean lastIsString;

  TokenNormalizer(Language language) {
    this.language = language;
    this.ignored =
        switch (language) {
          case JAVASCRIPT, TYPESCRIPT -> ";,()";
          case PYTHON -> ";,()\\";
          case RUST -> ";,(){}";
          case SHELL -> ";$()`\\";
          case CSS -> ";,";
          case GO, KOTLIN, SCALA, SWIFT -> ";";
          default -> "";
        };
  }

  /** Adds a mark that no token of the text equals, such as the end of a directive. */
  void addMark(String mark) {
    tokens.add(mark);
    lastIsString = false;
  }

  void add(Lexer.Kind kind, String text) {
    String token = normalize(kind, text);
    boolean isString = kind == Lexer.Kind.STRING && language != Language.JAVA;
    if (language == Language.KOTLIN
        && !isString
        && ENDS_OF_LISTS.contains(token)
        && !tokens.isEmpty()
        && lastTokenIs(",")) {
      tokens.removeLast();
    }
    if (ignored.contains(token) && !isString) {
      lastIsString &= !token.equals(",");
      return;
    }
    if (language == Language.JAVA && token.equals(";") && isRedundantSemicolon()) {
      return;
    }
    if (isString && lastIsString) {
      // Formatters split long strings.
      tokens.add(tokens.removeLast() + token.substring(marksStrings() ? 1 : 0));
      return;
    }
    if (isString && followsStringPrefix()) {
      String prefix = tokens.removeLast().toLowerCase(Locale.ROOT).replace("u", "");
      tokens.add(prefix + token);
    } else {
      tokens.add(token);
    }
    lastIsString = isString;
  }

  private String normalize(Lexer.Kind kind, String text) {
    return switch (kind) {
      case STRING -> (marksStrings() ? "\"" : "") + normalizeString(text);
      case NUMBER ->
          language == Language.JAVA
              ? text
              : ZEROS.matcher(text.toLowerCase(Locale.ROOT)).replaceFirst("$1");
      default -> language == Language.CSS ? text.toLowerCase(Locale.ROOT) : text;
    };
  }

  private String normalizeString(String text) {
    if (language == Language.JAVA) {
      return valueOfJavaString(text);
    }
    if (language == Language.GO || language == Language.C || language == Language.CPP) {
      return unquote(text);
    }
    String plain = ESCAPED_QUOTE.matcher(unquote(text)).replaceAll("$1");
    boolean isDocstring = language == Language.PYTHON && (tokens.isEmpty() || lastTokenIs(":"));
    return isDocstring ? plain.replaceAll("\\s+", " ").strip() : plain;
  }

  /** Returns whether a string differs from a word with the same text; CSS and HTML quote some values optionally. */
  private boolean marksStrings() {
    return language != Language.CSS && language != Language.HTML && language != Language.JAVA;
  }

  /** Returns the value of a string or a text block (JLS 3.10.5, 3.10.6), and a character as it is. */
  private static String valueOfJavaString(String text) {
    String quote = text.startsWith(TEXT_BLOCK) ? TEXT_BLOCK : "\"";
    boolean complete = text.startsWith(quote) && text.length() >= 2 * quote.length();
    if (!complete || !text.endsWith(quote)) {
      return text;
    }
    String content = text.substring(quote.length(), text.length() - quote.length());
    if (quote.equals(TEXT_BLOCK)) {
      String lines = content.replace("\r\n", "\n").replace('\r', '\n');
      content = lines.substring(lines.indexOf('\n') + 1).stripIndent();
    }
    try {
      return "\"" + content.translateEscapes();
    } catch (IllegalArgumentException unicodeEscape) {
      return "\"" + content;
    }
  }

  private static String unquote(String text) {
    for (String quote : List.of("\"\"\"", "'''", "\"", "'", "`")) {
      if (text.startsWith(quote) && text.endsWith(quote) && text.length() >= 2 * quote.length()) {
        return text.substring(quote.length(), text.length() - quote.length());
      }
    }
    return text;
  }

  /** Returns whether a semicolon is redundant here: after another one, or where a body begins or has ended. */
  private boolean isRedundantSemicolon() {
    return tokens.isEmpty() || lastTokenIs(";") || lastTokenIs("}") || lastTokenIs("{");
  }

  private boolean followsStringPrefix() {
    return language == Language.PYTHON
        && !tokens.isEmpty()
        && tokens.getLast().matches("(?i)[rbuf]{1,2}");
  }

  private boolean lastTokenIs(String token) {
    return tokens.getLast().equals(token);
  }

  List<String> tokens() {
    return List.copyOf(tokens);
  }
}
