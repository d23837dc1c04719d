package dev.pawl.tool.lexer;

import dev.pawl.workspace.Language;
import java.util.Set;

/** Splits a text into tokens; knows the comments and strings of a language, and accepts any text. */
public final class Lexer {

  /** The kind of a token. */
  public enum Kind {
    WORD,
    NUMBER,
    STRING,
    SYMBOL,
    COMMENT
  }

  private static final Set<String> BEFORE_PATTERNS =
      Set.of("return", "typeof", "case", "in", "of", "do", "else", "await", "yield", "delete");

  private final Language language;
  private final Notation notation;
  private final boolean patterns;
  private final String text;
  private Kind kind = Kind.SYMBOL;
  private boolean patternMayFollow = true;
  private int start;
  private int end;
  private int line = 1;
  private int endLine = 1;

  public Lexer(Language language, String text) {
    this.language = language;
    this.notation = Notation.of(language);
    this.patterns = language == Language.JAVASCRIPT || language == Language.TYPESCRIPT;
    this.text = text;
  }

  /** Advances to the next token; returns false when there is none. */
  public boolean next() {
    start = end;
    line = endLine;
    while (start < text.length() && isBlank(text.charAt(start))) {
      line += endsLine(text, start) ? 1 : 0;
      start++;
    }
    if (start == text.length()) {
      end = start;
      endLine = line;
      return false;
    }
    end = endOfPiece();
    endLine = line;
    for (int at = start; at < end; at++) {
      endLine += endsLine(text, at) ? 1 : 0;
    }
    if (patterns && kind != Kind.COMMENT) {
      patternMayFollow = patternMayFollow();
    }
    return true;
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the offset of the first character of the token. */
  public int start() {
    return start;
  }

  /** Returns the offset after the last character of the token. */
  public int end() {
    return end;
  }

  /** Returns the line, counted from 1, on which the token starts. */
  public int line() {
    return line;
  }

  /** Returns the line on which the token ends. */
  public int endLine() {
    return endLine;
  }

  /**
   * Returns whether a character ends a line: a line feed, a carriage return, or the second character of both together.
   */
  public static boolean endsLine(String text, int at) {
    char c = text.charAt(at);
    return c == '\n' || c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || c == '\u00A0' || Character.isWhitespace(c);
  }

  private int endOfPiece() {
    char c = text.charAt(start);
    if (Character.isJavaIdentifierStart(c)) {
      kind = Kind.WORD;
      return endOfWord(false);
    }
    if (c >= '0' && c <= '9') {
      kind = Kind.NUMBER;
      return endOfWord(true);
    }
    int comment = endOfComment();
    if (comment > start) {
      kind = Kind.COMMENT;
      return comment;
    }
    int string = endOfString(c);
    kind = string > start ? Kind.STRING : Kind.SYMBOL;
    return string > start ? string : start + lengthOfSymbol(c);
  }

  private int endOfWord(boolean number) {
    int at = start + 1;
    while (at < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(at))
            || number && text.charAt(at) == '.' && isDigit(at + 1))) {
      at++;
    }
    return at;
  }

  private int endOfComment() {
    if (!notation.spaced() || start == 0 || isBlank(text.charAt(start - 1))) {
      for (String mark : notation.lineComments()) {
        if (text.startsWith(mark, start)) {
          return endOfLine(start);
        }
      }
    }
    var blocks = notation.blockComments();
    if (!blocks.isEmpty() && text.startsWith(blocks.getFirst(), start)) {
      String close = blocks.getLast();
      int closed = text.indexOf(close, start + blocks.getFirst().length());
      return closed < 0 ? text.length() : closed + close.length();
    }
    return start;
  }

  private int endOfString(char c) {
    for (String quote : notation.longQuotes()) {
      if (text.startsWith(quote, start)) {
        return endOfLongString(quote);
      }
    }
    if (notation.quotes().indexOf(c) >= 0 && !isLifetime(c)) {
      return endOfQuoted(c, true);
    }
    return patterns && c == '/' && patternMayFollow ? endOfQuoted('/', false) : start;
  }

  private int endOfLongString(String quote) {
    int at = start + quote.length();
    while (at < text.length() && !text.startsWith(quote, at)) {
      at += notation.escapes() && text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + quote.length(), text.length());
  }

  /**
   * Returns the end of a string or regular expression. An unclosed string ends with its line; for an unclosed regular
   * expression the start is returned.
   */
  private int endOfQuoted(char quote, boolean endsWithLine) {
    boolean inBrackets = false;
    for (int at = start + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n' || c == '\r') {
        return endsWithLine ? at : start;
      }
      if (c == quote && !inBrackets) {
        return at + 1;
      }
      if (c == '\\' && at + 1 < text.length() && !endsLine(text, at + 1)) {
        at++;
      } else if (quote == '/') {
        inBrackets = c == '[' || inBrackets && c != ']';
      }
    }
    return endsWithLine ? text.length() : start;
  }

  /** Returns whether a single quote starts a Rust lifetime and not a character literal. */
  private boolean isLifetime(char c) {
    return language == Language.RUST
        && c == '\''
        && !text.startsWith("\\", start + 1)
        && !text.startsWith("'", start + 2);
  }

  private int lengthOfSymbol(char c) {
    if (start + 1 == text.length()) {
      return 1;
    }
    char second = text.charAt(start + 1);
    if (second == '=' && "=!<>+-*/%&|^:?".indexOf(c) >= 0) {
      return (c == '=' || c == '!') && text.startsWith("=", start + 2) ? 3 : 2;
    }
    boolean doubled = c == second && "&|+-:<*?".indexOf(c) >= 0;
    boolean arrow = second == '>' && (c == '-' || c == '=');
    return doubled || arrow || c == '?' && second == '.' ? 2 : 1;
  }

  private boolean patternMayFollow() {
    return switch (kind) {
      case SYMBOL -> ")]}".indexOf(text.charAt(start)) < 0;
      case WORD -> BEFORE_PATTERNS.contains(text.substring(start, end));
      default -> false;
    };
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private boolean isDigit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
