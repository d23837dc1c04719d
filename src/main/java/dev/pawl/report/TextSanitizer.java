package dev.pawl.report;

import java.util.Locale;

/** Escapes characters that a format cannot represent or that mislead readers, and truncates long texts. */
public final class TextSanitizer {

  private TextSanitizer() {}

  /** Truncates a text to the given length and appends an ellipsis; never splits a surrogate pair. */
  public static String truncate(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "\u2026";
  }

  /**
   * Shows characters as escapes, such as {@code \\u202E}, that XML 1.0 or HTML does not allow, that control a terminal,
   * or that change the direction of the text around them.
   */
  public static String replaceInvalid(String text) {
    if (text.codePoints().allMatch(TextSanitizer::isValid)) {
      return text;
    }
    var result = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(codePoint -> {
          if (isValid(codePoint)) {
            result.appendCodePoint(codePoint);
          } else {
            result.append(String.format(Locale.ROOT, "\\u%04X", codePoint));
          }
        });
    return result.toString();
  }

  private static boolean changesDirection(int codePoint) {
    return codePoint >= 0x202A && codePoint <= 0x202E
        || codePoint >= 0x2066 && codePoint <= 0x2069
        || codePoint == 0x200E
        || codePoint == 0x200F
        || codePoint == 0x061C;
  }

  private static boolean isValid(int codePoint) {
    return !changesDirection(codePoint) && isAllowed(codePoint);
  }

  private static boolean isAllowed(int codePoint) {
    return codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || codePoint >= 0x20 && codePoint < 0x7F
        || codePoint > 0x9F && codePoint < 0xD800
        || codePoint > 0xDFFF && codePoint < 0xFFFE
        || codePoint > 0xFFFF;
  }

  /** Returns the text on one line, with a space for each line break and control character. */
  public static String toSingleLine(String text) {
    return text.replaceAll("\\s+|[\\p{Cntrl}\u2028\u2029]", " ").strip();
  }
}
