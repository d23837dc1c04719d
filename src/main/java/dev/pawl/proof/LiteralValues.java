package dev.pawl.proof;

import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of literals, which formatters may spell in several ways. */
final class LiteralValues {

  /** Marks the strings among the text of an element of JSX: whitespace at line breaks is content only in them. */
  static final String JSX_MARK = "\0";

  private static final Pattern ESCAPED_QUOTE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  private LiteralValues() {}

  /** Returns the content of a string, in which quotes need no escape. */
  static String withoutEscapedQuotes(String text) {
    return ESCAPED_QUOTE
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                "\"'".contains(match.group(1)) ? match.group(1) : match.group()));
  }

  /** Returns a number without what has no influence on its value. */
  static String number(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9._]*(e[+-]?[0-9_]+)?") || lower.matches("0[0-9_].*")) {
      return lower;
    }
    String mantissa = lower.replaceFirst("e.*", "");
    String exponent = lower.substring(mantissa.length()).replace("e+", "e");
    boolean fraction = mantissa.contains(".");
    mantissa = fraction ? mantissa.replaceFirst("0+$", "") : mantissa;
    mantissa = mantissa.startsWith(".") ? "0" + mantissa : mantissa;
    return mantissa + exponent;
  }

  /** Returns a regular expression of JavaScript with its flags in order. */
  static String regex(String text) {
    int slash = text.lastIndexOf('/');
    String flags =
        text.substring(slash + 1)
            .chars()
            .sorted()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return text.substring(0, slash + 1) + flags;
  }

  /** Returns the content of the text of an element of JSX, in which marks enclose strings. */
  static String jsxText(String text) {
    var content = new StringBuilder();
    String[] pieces = text.split(JSX_MARK, -1);
    for (int index = 0; index < pieces.length; index++) {
      content.append(index % 2 == 1 ? pieces[index] : jsxContent(pieces[index]));
    }
    return content.toString();
  }

  /** Returns the content of text in JSX: lines without the whitespace at their breaks, joined by spaces. */
  private static String jsxContent(String text) {
    String[] lines = text.split("\r?\n", -1);
    var content = new ArrayList<String>();
    for (int index = 0; index < lines.length; index++) {
      String line = lines[index];
      line = index > 0 ? line.stripLeading() : line;
      line = index < lines.length - 1 ? line.stripTrailing() : line;
      if (!line.isEmpty()) {
        content.add(line);
      }
    }
    return String.join(" ", content);
  }
}
