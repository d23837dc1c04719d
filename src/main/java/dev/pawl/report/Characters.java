package dev.pawl.report;

/** Replaces characters that a format cannot represent, and truncates long texts. */
final class Characters {

  private static final char UNKNOWN = '\uFFFD';

  private Characters() {}

  /** Truncates a text to the given length and appends an ellipsis; never splits a surrogate pair. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "\u2026";
  }

  /** Replaces each character that XML 1.0 or HTML does not allow with U+FFFD. */
  static String known(String text) {
    var known = new StringBuilder(text.length());
    text.codePoints().forEach(point -> known.appendCodePoint(isKnown(point) ? point : UNKNOWN));
    return known.toString();
  }

  private static boolean isKnown(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || point >= 0x20 && point < 0x7F
        || point > 0x9F && point < 0xD800
        || point > 0xDFFF && point < 0xFFFE
        || point > 0xFFFF;
  }

  /** Returns the text on one line, with a space for each line break and control character. */
  static String line(String text) {
    return text.replaceAll("\\s+|[\\p{Cntrl}\u2028\u2029]", " ").strip();
  }
}
