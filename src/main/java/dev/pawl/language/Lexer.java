package dev.pawl.language;

import java.util.ArrayDeque;
import java.util.Deque;
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

  private static final Set<String> KEYWORDS_BEFORE_REGEX =
      Set.of("return", "typeof", "case", "in", "of", "do", "else", "await", "yield", "delete");

  private static final Set<String> KEYWORDS_BEFORE_HEAD = Set.of("if", "while", "for", "with");

  private static final int MAX_KEYWORD_LENGTH = 10;

  private final Language language;
  private final LexicalSyntax syntax;
  private final boolean hasRegexLiterals;
  private final String text;
  private Kind kind = Kind.SYMBOL;
  private boolean regexMayFollow = true;
  private boolean statementHead;
  private boolean blockMayStart = true;
  private boolean afterDot;

  /**
   * For each open bracket, whether a regular expression may follow its end: after the head of a statement such as
   * {@code if (a)} and after a block, but not after an expression.
   */
  private final Deque<Boolean> openBrackets = new ArrayDeque<>();

  private int start;
  private int end;
  private int line = 1;
  private int endLine = 1;

  public Lexer(Language language, String text) {
    this.language = language;
    this.syntax = LexicalSyntax.forLanguage(language);
    this.hasRegexLiterals = language == Language.JAVASCRIPT || language == Language.TYPESCRIPT;
    this.text = text;
  }

  /** Advances to the next token; returns false when there is none. */
  public boolean next() {
    start = end;
    line = endLine;
    while (start < text.length() && isWhitespace(text.charAt(start))) {
      line += endsLine(text, start) ? 1 : 0;
      start++;
    }
    if (start == text.length()) {
      end = start;
      endLine = line;
      return false;
    }
    end = endOfToken();
    endLine = line;
    for (int index = start; index < end; index++) {
      endLine += endsLine(text, index) ? 1 : 0;
    }
    if (hasRegexLiterals && kind != Kind.COMMENT) {
      regexMayFollow = regexMayFollow();
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
  public static boolean endsLine(String text, int index) {
    char c = text.charAt(index);
    return c == '\n' || c == '\r' && (index + 1 == text.length() || text.charAt(index + 1) != '\n');
  }

  private static boolean isWhitespace(char c) {
    return c <= ' ' || c == '\u00A0' || Character.isWhitespace(c);
  }

  private int endOfToken() {
    char c = text.charAt(start);
    if (Character.isJavaIdentifierStart(c)) {
      kind = Kind.WORD;
      return endOfWord(false);
    }
    if (c >= '0' && c <= '9') {
      kind = Kind.NUMBER;
      return endOfWord(true);
    }
    int commentEnd = endOfComment();
    if (commentEnd > start) {
      kind = Kind.COMMENT;
      return commentEnd;
    }
    int stringEnd = endOfString(c);
    kind = stringEnd > start ? Kind.STRING : Kind.SYMBOL;
    return stringEnd > start ? stringEnd : start + lengthOfSymbol(c);
  }

  private int endOfWord(boolean number) {
    int index = start + 1;
    while (index < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(index))
            || number && text.charAt(index) == '.' && isDigit(index + 1))) {
      index++;
    }
    return index;
  }

  private int endOfComment() {
    if (!syntax.needsWhitespaceBefore() || start == 0 || isWhitespace(text.charAt(start - 1))) {
      for (String prefix : syntax.lineComments()) {
        if (text.startsWith(prefix, start)) {
          return endOfLine(start);
        }
      }
    }
    var markers = syntax.blockComments();
    if (!markers.isEmpty() && text.startsWith(markers.getFirst(), start)) {
      String close = markers.getLast();
      int closeIndex = text.indexOf(close, start + markers.getFirst().length());
      return closeIndex < 0 ? text.length() : closeIndex + close.length();
    }
    return start;
  }

  private int endOfString(char c) {
    for (String quote : syntax.multiLineQuotes()) {
      if (text.startsWith(quote, start)) {
        return hasRegexLiterals ? endOfTemplate(start) : endOfMultiLineString(quote);
      }
    }
    if (syntax.quotes().indexOf(c) >= 0 && !isLifetime(c)) {
      return endOfQuoted(c, true);
    }
    return hasRegexLiterals && c == '/' && regexMayFollow ? endOfQuoted('/', false) : start;
  }

  private int endOfMultiLineString(String quote) {
    int index = start + quote.length();
    while (index < text.length() && !text.startsWith(quote, index)) {
      index += syntax.backslashEscapes() && text.charAt(index) == '\\' ? 2 : 1;
    }
    return Math.min(index + quote.length(), text.length());
  }

  /** Returns the end of a template literal, whose substitutions may contain others. */
  private int endOfTemplate(int from) {
    // The number of open braces of each substitution that is open, innermost last.
    var braces = new ArrayDeque<Integer>();
    boolean inText = true;
    int index = from + 1;
    while (index < text.length()) {
      char c = text.charAt(index);
      if (inText) {
        if (c == '\\') {
          index++;
        } else if (c == '`') {
          if (braces.isEmpty()) {
            return index + 1;
          }
          inText = false;
        } else if (c == '$' && text.startsWith("{", index + 1)) {
          braces.push(0);
          inText = false;
          index++;
        }
      } else if (c == '`') {
        inText = true;
      } else if (c == '{') {
        braces.push(braces.pop() + 1);
      } else if (c == '}') {
        int openBraces = braces.pop();
        if (openBraces == 0) {
          inText = true;
        } else {
          braces.push(openBraces - 1);
        }
      } else if (c == '"' || c == '\'') {
        index = endOfPlainString(index) - 1;
      }
      index++;
    }
    return text.length();
  }

  /** Returns the end of a string in a substitution; an unclosed string ends with its line. */
  private int endOfPlainString(int from) {
    int index = from + 1;
    while (index < text.length()
        && text.charAt(index) != text.charAt(from)
        && !endsLine(text, index)) {
      index += text.charAt(index) == '\\' ? 2 : 1;
    }
    return Math.min(index + 1, text.length());
  }

  /**
   * Returns the end of a string or regular expression. An unclosed string ends with its line; for an unclosed regular
   * expression the start is returned.
   */
  private int endOfQuoted(char quote, boolean endsWithLine) {
    boolean inBrackets = false;
    for (int index = start + 1; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '\n' || c == '\r') {
        return endsWithLine ? index : start;
      }
      if (c == quote && !inBrackets) {
        return index + 1;
      }
      if (c == '\\' && index + 1 < text.length() && !endsLine(text, index + 1)) {
        index++;
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
    boolean isDoubled = c == second && "&|+-:<*?".indexOf(c) >= 0;
    boolean isArrow = second == '>' && (c == '-' || c == '=');
    return isDoubled || isArrow || c == '?' && second == '.' ? 2 : 1;
  }

  /** Returns whether a slash after the current token starts a regular expression, and keeps track of brackets. */
  private boolean regexMayFollow() {
    String token = text.substring(start, Math.min(end, start + MAX_KEYWORD_LENGTH));
    boolean head = statementHead;
    boolean block = blockMayStart;
    boolean property = afterDot;
    statementHead = false;
    blockMayStart = false;
    afterDot = token.equals(".") || token.equals("?.");
    if (kind == Kind.WORD) {
      if (property) {
        return false;
      }
      boolean keyword = KEYWORDS_BEFORE_REGEX.contains(token);
      statementHead = KEYWORDS_BEFORE_HEAD.contains(token);
      blockMayStart = token.equals("else") || token.equals("do") || token.equals("try");
      blockMayStart |= token.equals("finally");
      return keyword;
    }
    if (kind != Kind.SYMBOL) {
      return false;
    }
    switch (token) {
      case "(" -> openBrackets.push(head);
      case "[" -> openBrackets.push(false);
      case "{" -> {
        openBrackets.push(block);
        blockMayStart = true;
      }
      case ")" -> {
        blockMayStart = true;
        return !openBrackets.isEmpty() && openBrackets.pop();
      }
      case "]" -> {
        if (!openBrackets.isEmpty()) {
          openBrackets.pop();
        }
        return false;
      }
      case "}" -> {
        blockMayStart = true;
        return !openBrackets.isEmpty() && openBrackets.pop();
      }
      case ";" -> blockMayStart = true;
      case "++", "--" -> {
        return false;
      }
      default -> {
        // An operator: an expression follows.
      }
    }
    return true;
  }

  private int endOfLine(int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) != '\n' && text.charAt(index) != '\r') {
      index++;
    }
    return index;
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }
}
