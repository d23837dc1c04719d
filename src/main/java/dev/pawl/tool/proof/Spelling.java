package dev.pawl.tool.proof;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Normalizes tokens that formatters of a language may spell in several ways. */
final class Spelling {

  private static final Pattern ESCAPED_QUOTE = Pattern.compile("\\\\([\"'`])");
  private static final Pattern ZEROS = Pattern.compile("(\\.\\d*?)0+$");

  private final Language language;
  private final String leftOut;
  private final List<String> words = new ArrayList<>();
  private boolean lastIsString;

  Spelling(Language language) {
    this.language = language;
    this.leftOut =
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

  void add(Lexer.Kind kind, String written) {
    String word = spelled(kind, written);
    boolean string = kind == Lexer.Kind.STRING && language != Language.JAVA;
    if (leftOut.contains(word) && !string) {
      return;
    }
    if (language == Language.JAVA && word.equals(";") && isIdle()) {
      return;
    }
    if (string && lastIsString) {
      // Formatters split long strings.
      words.add(words.removeLast() + word);
      return;
    }
    if (string && isPrefix()) {
      String prefix = words.removeLast().toLowerCase(Locale.ROOT).replace("u", "");
      words.add(prefix + word);
    } else {
      words.add(word);
    }
    lastIsString = string;
  }

  private String spelled(Lexer.Kind kind, String written) {
    return switch (kind) {
      case STRING -> string(written);
      case NUMBER ->
          language == Language.JAVA
              ? written
              : ZEROS.matcher(written.toLowerCase(Locale.ROOT)).replaceFirst("$1");
      default -> language == Language.CSS ? written.toLowerCase(Locale.ROOT) : written;
    };
  }

  private String string(String written) {
    if (language == Language.JAVA) {
      return written.startsWith("\"\"\"")
          ? written.substring(written.indexOf('\n') + 1).stripIndent()
          : written;
    }
    if (language == Language.GO || language == Language.C || language == Language.CPP) {
      return unquoted(written);
    }
    String plain = ESCAPED_QUOTE.matcher(unquoted(written)).replaceAll("$1");
    boolean document = language == Language.PYTHON && (words.isEmpty() || isAfter(":"));
    return document ? plain.replaceAll("\\s+", " ").strip() : plain;
  }

  private static String unquoted(String written) {
    for (String quote : List.of("\"\"\"", "'''", "\"", "'", "`")) {
      if (written.startsWith(quote)
          && written.endsWith(quote)
          && written.length() >= 2 * quote.length()) {
        return written.substring(quote.length(), written.length() - quote.length());
      }
    }
    return written;
  }

  /** Returns whether a semicolon is redundant here: after another one, or where a body begins or has ended. */
  private boolean isIdle() {
    return words.isEmpty() || isAfter(";") || isAfter("}") || isAfter("{");
  }

  private boolean isPrefix() {
    return language == Language.PYTHON
        && !words.isEmpty()
        && words.getLast().matches("(?i)[rbuf]{1,2}");
  }

  private boolean isAfter(String word) {
    return words.getLast().equals(word);
  }

  List<String> words() {
    return List.copyOf(words);
  }
}
