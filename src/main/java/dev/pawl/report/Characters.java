package dev.pawl.report;

/** Characters that a format cannot hold, and texts that are too long for it. */
final class Characters {

  private static final char UNKNOWN = '\uFFFD';

  private Characters() {}

  /** The beginning of a text that is too long, with a sign that it is one; never half of a character. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "\u2026";
  }

  /** The text with a sign for each character that XML 1.0 and HTML do not know. */
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

  /** The text on one line: blanks for what would end it or mean something to a terminal. */
  static String line(String text) {
    return text.replaceAll("\\s+|[\\p{Cntrl}\u2028\u2029]", " ").strip();
  }
}
