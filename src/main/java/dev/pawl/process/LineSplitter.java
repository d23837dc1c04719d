package dev.pawl.process;

import java.util.Locale;
import java.util.function.Consumer;

/** Splits output into lines. A line that is too long is cut with a mark, so that it needs no memory. */
final class LineSplitter {

  private final int maxLength;
  private final Consumer<String> output;
  private final StringBuilder line = new StringBuilder();
  private long cut;
  private long kept;
  private long total;
  private boolean afterCarriageReturn;

  LineSplitter(int maxLength, Consumer<String> output) {
    this.maxLength = maxLength;
    this.output = output;
  }

  /** Adds characters; line feeds, carriage returns and both together end a line. */
  void add(char[] characters, int length) {
    total += length;
    for (int i = 0; i < length; i++) {
      char c = characters[i];
      boolean secondOfPair = c == '\n' && afterCarriageReturn;
      afterCarriageReturn = c == '\r';
      if (secondOfPair) {
        continue;
      }
      if (c == '\n' || c == '\r') {
        kept++;
        emit();
      } else if (line.length() < maxLength && cut == 0) {
        line.append(c);
        kept++;
      } else {
        cut++;
      }
    }
  }

  /** Ends the last line, if it has no line end. */
  void finish() {
    if (!line.isEmpty() || cut > 0) {
      emit();
    }
  }

  /** Returns the number of characters that were not cut, including line ends. */
  long kept() {
    return kept;
  }

  /** Returns the number of all characters. */
  long total() {
    return total;
  }

  private void emit() {
    if (cut > 0) {
      int last = line.length() - 1;
      if (last >= 0 && Character.isHighSurrogate(line.charAt(last))) {
        line.setLength(last);
        cut++;
      }
      line.append(String.format(Locale.ROOT, " [cut: %,d more characters]", cut));
    }
    output.accept(line.toString());
    line.setLength(0);
    cut = 0;
  }
}
