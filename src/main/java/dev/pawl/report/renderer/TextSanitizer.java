package dev.pawl.report.renderer;

/** Replaces characters that a format cannot represent, and truncates long texts. */
final class TextSanitizer {

  private static final char REPLACEMENT = '\uFFFD';

  private TextSanitizer() {}

  /** Truncates a text to the given length and appends an ellipsis; never splits a surrogate pair. */
  static String truncate(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "\u2026";
  }

  /** Replaces each character that XML 1.0 or HTML does not allow with U+FFFD. */
  static String replaceInvalid(String text) {
    var result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(codePoint -> result.appendCodePoint(isValid(codePoint) ? codePoint : REPLACEMENT));
    return result.toString();
  }

  private static boolean isValid(int codePoint) {
    return codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || codePoint >= 0x20 && codePoint < 0x7F
        || codePoint > 0x9F && codePoint < 0xD800
        || codePoint > 0xDFFF && codePoint < 0xFFFE
        || codePoint > 0xFFFF;
  }

  /** Returns the text on one line, with a space for each line break and control character. */
  static String toSingleLine(String text) {
    return text.replaceAll("\\s+|[\\p{Cntrl}\u2028\u2029]", " ").strip();
  }
}
