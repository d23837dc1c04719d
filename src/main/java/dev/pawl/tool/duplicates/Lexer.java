package dev.pawl.tool.duplicates;

import dev.pawl.tool.CommentStyle;
import dev.pawl.workspace.Language;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Cuts source code into tokens, without comments, blanks and lines that only import; the same for every language. */
final class Lexer {

  private static final Set<String> IMPORTING =
      Set.of("import", "package", "using", "from", "use", "require", "include", "namespace");

  private final Map<String, Integer> identities = new HashMap<>();

  /** The tokens of one file: what each is, and the line that it is in. */
  TokenFile read(String path, Language language, String text) {
    return new Reading(path, language, text).read();
  }

  private int identity(Language language, String token) {
    // Tokens of two languages are never the same, so only files of one language are compared.
    return identities.computeIfAbsent(language.ordinal() + ":" + token, key -> identities.size());
  }

  private final class Reading {

    private final String path;
    private final Language language;
    private final CommentStyle style;
    private final String text;
    private final IntList tokens = new IntList();
    private final IntList lines = new IntList();
    private int at;
    private int line = 1;
    private boolean lineBegins = true;

    Reading(String path, Language language, String text) {
      this.path = path;
      this.language = language;
      this.style = CommentStyle.of(language);
      this.text = text;
    }

    TokenFile read() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\n') {
          line++;
          at++;
          lineBegins = true;
        } else if (Character.isWhitespace(c)) {
          at++;
        } else if (!comment()) {
          token(c);
        }
      }
      return new TokenFile(path, tokens.toArray(), lines.toArray());
    }

    private boolean comment() {
      if (style.line().stream().anyMatch(mark -> text.startsWith(mark, at))) {
        skipTo("\n", 0);
        return true;
      }
      String close = style.close();
      if (style.open() != null && close != null && text.startsWith(style.open(), at)) {
        skipTo(close, close.length());
        return true;
      }
      return false;
    }

    private void skipTo(String end, int more) {
      int found = text.indexOf(end, at);
      pass(found < 0 ? text.length() : found + more);
    }

    private void pass(int to) {
      for (; at < to; at++) {
        line += text.charAt(at) == '\n' ? 1 : 0;
      }
    }

    private void token(char c) {
      int begin = at;
      int beginLine = line;
      if (Character.isJavaIdentifierPart(c)) {
        int end = at;
        while (end < text.length() && isWord(text.charAt(end), c)) {
          end++;
        }
        at = end;
      } else if (c == '"' || c == '\'' || c == '`') {
        string(c);
      } else {
        at++;
      }
      String token = text.substring(begin, at);
      if (lineBegins && (IMPORTING.contains(token) || isInclude(token))) {
        skipTo("\n", 0);
      } else {
        tokens.add(identity(language, token));
        lines.add(beginLine);
      }
      lineBegins = false;
    }

    private boolean isWord(char c, char first) {
      return Character.isJavaIdentifierPart(c) || c == '.' && Character.isDigit(first);
    }

    private boolean isInclude(String token) {
      return token.equals("#") && text.startsWith("include", at);
    }

    /** A string up to its end; a quote without one on its line, such as an apostrophe, stands for itself. */
    private void string(char quote) {
      String three = String.valueOf(quote).repeat(3);
      if (text.startsWith(three, at)) {
        int end = text.indexOf(three, at + 3);
        pass(end < 0 ? text.length() : end + 3);
        return;
      }
      for (int end = at + 1; end < text.length(); end++) {
        char c = text.charAt(end);
        if (c == '\\') {
          end++;
        } else if (c == quote) {
          pass(end + 1);
          return;
        } else if (c == '\n' && quote != '`') {
          break;
        }
      }
      at++;
    }
  }
}
