package dev.pawl.command;

import dev.pawl.language.Language;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Reads the code that a finding is about, in a form that formatters do not change: from the position of the finding to the
 * end of the statement or the beginning of its block, without whitespace, trailing commas and the kind of quotes.
 */
final class CodeContext {

  /** Languages whose statements may continue on the next line, because they end with a semicolon or a block. */
  private static final Set<Language> DELIMITED =
      EnumSet.of(
          Language.JAVA,
          Language.C,
          Language.CPP,
          Language.CSHARP,
          Language.PHP,
          Language.RUST,
          Language.CSS,
          Language.SQL);

  /** Languages whose tools count columns in their own way, such as a tab as eight columns. */
  private static final Set<Language> WITHOUT_COLUMNS =
      EnumSet.of(Language.SHELL, Language.ZSH, Language.FISH, Language.MAKEFILE);

  private static final int MAX_LENGTH = 300;
  private static final int MAX_LINES = 40;
  private static final String CONTINUED_BY = ".?:&|+";
  private static final String CONTINUED_AFTER = "=+-*&|,.?:";

  private final StringBuilder text = new StringBuilder();
  private int depth;

  private CodeContext() {}

  /**
   * Returns the code of a finding; empty for a finding about a whole file.
   *
   * @param lineOf the function that returns the text of a line of a file, or an empty text if the line does not exist
   */
  static String of(Finding finding, BiFunction<String, Integer, String> lineOf) {
    if (finding.line() <= 0) {
      return "";
    }
    Language language = Language.of(finding.file()).orElse(null);
    boolean delimited = language != null && DELIMITED.contains(language);
    String line = lineOf.apply(finding.file(), finding.line());
    boolean hasColumn =
        finding.column() > 0
            && finding.column() <= line.length()
            && (language == null || !WITHOUT_COLUMNS.contains(language));
    String current = hasColumn ? line.substring(finding.column() - 1) : line;
    var context = new CodeContext();
    for (int next = finding.line() + 1; context.append(current); next++) {
      String following = lineOf.apply(finding.file(), next);
      boolean ends = !delimited && context.depth <= 0 && !context.continues(following);
      if (ends || next > finding.line() + MAX_LINES) {
        break;
      }
      current = following;
    }
    return context.toText();
  }

  /** Appends a line; returns false if the statement or its beginning ends in it. */
  private boolean append(String line) {
    for (int i = 0; i < line.length(); i++) {
      char next = line.charAt(i);
      if (Character.isWhitespace(next)) {
        continue;
      }
      boolean delimiter = next == ';' || next == '{' || next == '}';
      if (!text.isEmpty() && (delimiter || text.length() >= MAX_LENGTH)) {
        return false;
      }
      switch (next) {
        case '(', '[' -> depth++;
        case ')', ']' -> {
          depth--;
          removeTrailingComma();
        }
        default -> {}
      }
      text.append(next == '\'' ? '"' : next);
    }
    return true;
  }

  /** Returns whether the statement continues in a line, although no bracket is open. */
  private boolean continues(String line) {
    String next = line.strip();
    return !text.isEmpty()
        && !next.isEmpty()
        && (CONTINUED_BY.indexOf(next.charAt(0)) >= 0
            || CONTINUED_AFTER.indexOf(text.charAt(text.length() - 1)) >= 0);
  }

  private void removeTrailingComma() {
    if (!text.isEmpty() && text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
  }

  private String toText() {
    removeTrailingComma();
    return text.toString();
  }
}
