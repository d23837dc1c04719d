package dev.pawl.dashboard;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.report.TextSanitizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.web.util.HtmlUtils;

/**
 * Renders lines of source code as HTML: tokens with a class each, and marks on the parts that changed. The result is
 * escaped; templates insert it as it is, because a template expression for each token would be slow.
 */
final class CodeHtml {

  private static final int MAX_TEXT = 256 << 10;

  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract and as assert async await bool boolean break byte case catch char class const"
                  + " continue def default defer delete do done double elif else end enum esac"
                  + " except export extends false fi final finally float fn for foreach from func"
                  + " function go if impl implements import in instanceof int interface internal is"
                  + " lambda let long match mod module mut namespace native new nil none None not"
                  + " null object of or override package pass private protected pub public raise"
                  + " range record return sealed select self short static string struct super"
                  + " switch synchronized template then this throw throws trait true True False try"
                  + " type typedef typeof union unsafe use using val var virtual void volatile when"
                  + " where while with yield permits elsif unless until begin insert update create"
                  + " table values key")
              .split(" "));

  /** A part of a line that is of one kind. */
  private record Token(int start, int end, String style) {}

  /** The changed part of a line; empty if both are equal. */
  record Mark(int start, int end) {

    static final Mark NONE = new Mark(0, 0);

    /** Returns the part of a line in which it differs from another one: words between what both begin and end with. */
    static Mark between(String line, String other) {
      int limit = Math.min(line.length(), other.length());
      int start = 0;
      while (start < limit && line.charAt(start) == other.charAt(start)) {
        start++;
      }
      int common = 0;
      while (common < limit - start
          && line.charAt(line.length() - 1 - common) == other.charAt(other.length() - 1 - common)) {
        common++;
      }
      int end = line.length() - common;
      while (start > 0 && isWord(line, start - 1) && isWord(line, start)) {
        start--;
      }
      while (end < line.length() && end > 0 && isWord(line, end - 1) && isWord(line, end)) {
        end++;
      }
      return isMostOf(line, start, end) ? NONE : new Mark(start, Math.max(start, end));
    }

    /** Returns whether a part contains most of a line, so that marking it shows nothing. */
    private static boolean isMostOf(String line, int start, int end) {
      long all = visible(line, 0, line.length());
      return start == 0 && end == line.length()
          || all > 0 && visible(line, start, Math.max(start, end)) * 10 > all * 7;
    }

    private static long visible(String line, int start, int end) {
      return line.substring(start, end).chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    private static boolean isWord(String line, int index) {
      return index < line.length() && Character.isJavaIdentifierPart(line.charAt(index));
    }
  }

  private final List<String> lines;
  private final List<List<Token>> tokens;

  private CodeHtml(List<String> lines, List<List<Token>> tokens) {
    this.lines = lines;
    this.tokens = tokens;
  }

  /** Reads the lines and the tokens of a file; the tokens of large files and of unknown languages stay plain. */
  static CodeHtml of(String path, String text) {
    return of(Language.of(path), text);
  }

  /** Reads the lines and the tokens of a text in a language, such as {@code java}. */
  static CodeHtml ofLanguage(String name, String text) {
    return of(
        Arrays.stream(Language.values())
            .filter(language -> language.name().equalsIgnoreCase(name))
            .findFirst(),
        text);
  }

  private static CodeHtml of(Optional<Language> language, String text) {
    List<String> lines = text.lines().toList();
    var tokens = new ArrayList<List<Token>>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      tokens.add(new ArrayList<>());
    }
    if (language.isPresent() && text.length() <= MAX_TEXT) {
      collect(new Lexer(language.get(), text), text, tokens);
    }
    return new CodeHtml(lines, tokens);
  }

  private static void collect(Lexer lexer, String text, List<List<Token>> tokens) {
    var starts = new int[tokens.size() + 2];
    int line = 1;
    for (int index = 0; index < text.length() && line < starts.length; index++) {
      if (Lexer.endsLine(text, index)) {
        starts[line++] = index + 1;
      }
    }
    while (lexer.next()) {
      String style = style(lexer, text);
      if (style.isEmpty()) {
        continue;
      }
      for (int at = lexer.line(); at <= lexer.endLine() && at <= tokens.size(); at++) {
        int start = Math.max(lexer.start(), starts[at - 1]) - starts[at - 1];
        tokens.get(at - 1).add(new Token(start, lexer.end() - starts[at - 1], style));
      }
    }
  }

  private static String style(Lexer lexer, String text) {
    return switch (lexer.kind()) {
      case COMMENT -> "tc";
      case STRING -> "ts";
      case NUMBER -> "tn";
      case WORD -> KEYWORDS.contains(text.substring(lexer.start(), lexer.end())) ? "tk" : "";
      case SYMBOL -> "";
    };
  }

  /** Returns all lines as HTML. */
  List<String> lines() {
    return IntStream.rangeClosed(1, lines.size())
        .mapToObj(number -> line(number, lines.get(number - 1), Mark.NONE))
        .toList();
  }

  int lineCount() {
    return lines.size();
  }

  /**
   * Returns a line as HTML.
   *
   * @param number the number of the line, from 1
   * @param shown the text to show, which may be shorter than the line
   */
  String line(int number, String shown, Mark mark) {
    List<Token> of = number >= 1 && number <= tokens.size() ? tokens.get(number - 1) : List.of();
    var html = new StringBuilder(shown.length() + 32);
    int at = 0;
    for (Token token : of) {
      int start = Math.clamp(token.start(), at, shown.length());
      int end = Math.clamp(token.end(), start, shown.length());
      appendMarked(html, shown, at, start, mark);
      if (end > start) {
        html.append("<span class=\"").append(token.style()).append("\">");
        appendMarked(html, shown, start, end, mark);
        html.append("</span>");
      }
      at = end;
    }
    appendMarked(html, shown, at, shown.length(), mark);
    return html.toString();
  }

  /** Returns a line of the file as HTML, up to a length. */
  String line(int number, int maxLength) {
    return line(number, TextSanitizer.truncate(lines.get(number - 1), maxLength), Mark.NONE);
  }

  private static void appendMarked(StringBuilder html, String text, int from, int to, Mark mark) {
    int start = Math.clamp(mark.start(), from, to);
    int end = Math.clamp(mark.end(), start, to);
    html.append(escape(text.substring(from, start)));
    if (end > start) {
      html.append("<mark>").append(escape(text.substring(start, end))).append("</mark>");
    }
    html.append(escape(text.substring(end, to)));
  }

  /** Escapes a text for HTML, and characters that control a terminal or change the direction of a text. */
  static String escape(String text) {
    return HtmlUtils.htmlEscape(TextSanitizer.replaceInvalid(text), "UTF-8");
  }
}
