package dev.pawl.language;

import java.util.Optional;

/** Finds the strings of TOML; backslashes escape only in strings with double quotes. */
final class TomlLiterals {

  private TomlLiterals() {}

  static Optional<Literals> of(String text) {
    var literals = Literals.in(text);
    int index = 0;
    while (index < text.length()) {
      char c = text.charAt(index);
      if (c == '#') {
        int lineEnd = text.indexOf('\n', index);
        index = lineEnd < 0 ? text.length() : lineEnd;
      } else if (c == '"' || c == '\'') {
        String quote = String.valueOf(c);
        boolean multiLine = text.startsWith(quote.repeat(3), index);
        int end = endOfString(text, index, multiLine ? quote.repeat(3) : quote, c == '"');
        if (end < 0) {
          return Optional.empty();
        }
        literals.add(index, end);
        index = end;
      } else {
        index++;
      }
    }
    return Optional.of(literals);
  }

  /** Returns the offset after a string; -1 if it does not end. */
  private static int endOfString(String text, int start, String quote, boolean escapes) {
    int index = start + quote.length();
    while (index < text.length()) {
      if (escapes && text.charAt(index) == '\\') {
        index += 2;
      } else if (text.startsWith(quote, index)) {
        index += quote.length();
        // Up to two quotes may precede the closing ones.
        while (quote.length() > 1
            && index < text.length()
            && text.charAt(index) == quote.charAt(0)) {
          index++;
        }
        return index;
      } else if (quote.length() == 1 && text.charAt(index) == '\n') {
        return -1;
      } else {
        index++;
      }
    }
    return -1;
  }
}
