package dev.pawl.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.treesitter.TSNode;
import org.treesitter.TSTreeCursor;

/**
 * Finds comments by the syntax of a language, so that a text in a string, a block of data or a code sample is none. The
 * grammar of the language decides where one is bundled, and otherwise its tokens.
 */
public final class Comments {

  /** What may precede a comment at the start of a file without being code. */
  private static final Pattern PROLOG =
      Pattern.compile("(?i)\\A\uFEFF?(?:#![^\\n]*|<\\?php\\b|<\\?xml[^>]*>|<!doctype[^>]*>|---)");

  /** What may stand beside a comment without being code: the braces around a comment in JSX. */
  private static final Pattern NO_CODE = Pattern.compile("[\\s{}]*");

  // The lengths are limited, so that the time for hostile texts is linear.
  private static final Pattern XML_DATA = Pattern.compile("(?s)<!\\[CDATA\\[.{0,99999}?]]>");

  /** A fenced code block or a code span. */
  private static final Pattern MARKDOWN_CODE =
      Pattern.compile("(?sm)^[ >\\t]*(`{3,}|~{3,}).{0,20000}?^[ >\\t]*\\1|(`+)[^\\n]{1,999}?\\2");

  /** A document in a script, from its operator to the line that ends it. */
  private static final Pattern HERE_DOCUMENT =
      Pattern.compile(
          "(?sm)<<[<~-]?[ \\t]*(?:'(\\w+)'|\"(\\w+)\"|\\\\?([A-Za-z_]\\w*))[^\\n]*\\n"
              + ".{0,20000}?^[ \\t]*(?:\\1|\\2|\\3)\\b");

  private Comments() {}

  /**
   * A comment.
   *
   * @param line the line, counted from 1, on which it starts
   * @param endLine the line on which it ends
   * @param text the comment with its delimiters
   * @param alone whether there is no code on its lines
   * @param first whether there is no code before it
   */
  public record Comment(int line, int endLine, String text, boolean alone, boolean first) {}

  /** The range of a comment in a text. */
  record Range(int start, int end) {}

  /** Returns a comment that contains a text; empty if the language has no comments. */
  public static Optional<String> write(Language language, String text) {
    LexicalSyntax syntax = LexicalSyntax.forLanguage(language);
    // Plain CSS has no line comments; its dialects have both.
    if (!syntax.lineComments().isEmpty() && language != Language.CSS) {
      return Optional.of(syntax.lineComments().getFirst() + " " + text);
    }
    return syntax.blockComments().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s %s"
                .formatted(
                    syntax.blockComments().getFirst(), text, syntax.blockComments().getLast()));
  }

  /** Returns the comments that contain some words, in the order of the text. */
  public static List<Comment> containing(String words, Language language, String text) {
    if (!text.contains(words)) {
      return List.of();
    }
    int code = startOfCode(language, text);
    return ranges(words, language, text).stream()
        .filter(range -> text.substring(range.start(), range.end()).contains(words))
        .map(range -> comment(text, range, range.start() < code))
        .toList();
  }

  private static List<Range> ranges(String words, Language language, String text) {
    return switch (language) {
      case YAML -> YamlComments.find(text).orElseGet(() -> byTokens(language, text));
      case MARKDOWN -> outside(MARKDOWN_CODE, language, text);
      case XML -> outside(XML_DATA, language, text);
      case SHELL, ZSH, FISH, RUBY, PHP, DOCKERFILE -> outside(HERE_DOCUMENT, language, text);
      default -> bySyntaxTree(words, language, text).orElseGet(() -> byTokens(language, text));
    };
  }

  /** Returns the comments by the tokens of a language, except those that start in a part that is data. */
  private static List<Range> outside(Pattern data, Language language, String text) {
    List<Range> parts =
        data.matcher(text).results().map(part -> new Range(part.start(), part.end())).toList();
    return byTokens(language, text).stream()
        .filter(comment ->
            parts.stream()
                .noneMatch(part -> part.start() < comment.start() && comment.start() < part.end()))
        .toList();
  }

  private static List<Range> byTokens(Language language, String text) {
    var ranges = new ArrayList<Range>();
    var lexer = new Lexer(language, text);
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        ranges.add(new Range(lexer.start(), lexer.end()));
      }
    }
    return ranges;
  }

  private static Optional<List<Range>> bySyntaxTree(String words, Language language, String text) {
    if (!SyntaxTreeParser.hasGrammar(language)
        || text.length() > SyntaxTreeParser.MAX_CHARACTERS
        || !SyntaxTreeParser.isWellFormed(text)) {
      return Optional.empty();
    }
    return SyntaxTreeParser.parse(
        language,
        text,
        root -> root.hasError() ? Optional.empty() : Optional.of(nodes(root, words, text)));
  }

  private static List<Range> nodes(TSNode root, String words, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var ranges = new ArrayList<Range>();
    try (var cursor = new TSTreeCursor(root)) {
      while (true) {
        TSNode node = cursor.currentNode();
        boolean comment = node.getType().contains("comment");
        if (comment) {
          String found = decode(bytes, node.getStartByte(), node.getEndByte());
          if (found.contains(words)) {
            int start = decode(bytes, 0, node.getStartByte()).length();
            ranges.add(new Range(start, start + found.length()));
          }
        }
        if (!comment && cursor.gotoFirstChild()) {
          continue;
        }
        while (!cursor.gotoNextSibling()) {
          if (!cursor.gotoParent()) {
            return ranges;
          }
        }
      }
    }
  }

  private static String decode(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** Returns the offset of the first token that is no comment. */
  private static int startOfCode(Language language, String text) {
    var prolog = PROLOG.matcher(text);
    int skipped = prolog.find() ? prolog.end() : 0;
    var lexer = new Lexer(language, text.substring(skipped));
    while (lexer.next()) {
      if (lexer.kind() != Lexer.Kind.COMMENT) {
        return skipped + lexer.start();
      }
    }
    return text.length();
  }

  private static Comment comment(String text, Range range, boolean first) {
    int line = lineAt(text, range.start());
    String content = text.substring(range.start(), range.end()).stripTrailing();
    int end = range.start() + content.length();
    int lineStart = text.lastIndexOf('\n', range.start() - 1) + 1;
    int lineEnd = text.indexOf('\n', end);
    String before = text.substring(lineStart, range.start());
    String after = text.substring(end, lineEnd < 0 ? text.length() : lineEnd);
    return new Comment(
        line,
        line + (int) content.chars().filter(c -> c == '\n').count(),
        content,
        NO_CODE.matcher(before + after).matches(),
        first);
  }

  private static int lineAt(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
