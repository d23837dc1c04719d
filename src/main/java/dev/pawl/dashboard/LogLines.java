package dev.pawl.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a log as HTML, with the colours that its programs requested by ANSI escape sequences. Other sequences,
 * such as movements of the cursor, are removed.
 *
 * @param lines the lines, in order
 * @param errors the first lines that report an error
 */
record LogLines(List<Line> lines, List<Line> errors) {

  private static final int MAX_ERRORS = 20;
  private static final Pattern ESCAPE_SEQUENCE =
      Pattern.compile("\u001b(?:\\[([0-9;:]*)([@-~])|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|.)");
  private static final Pattern ERROR =
      Pattern.compile("(?i)(^|[^\\w-])(error|fatal|failed|exception)\\b(?!s?[: ]+0\\b)");

  /**
   * A line of a log.
   *
   * @param number the number of the line in the whole log, from 1
   * @param html the escaped text with its colours
   * @param error whether it reports an error
   */
  record Line(long number, String html, boolean error) {}

  /**
   * Reads the lines of a text.
   *
   * @param first the number of its first line in the whole log
   */
  static LogLines of(String text, long first) {
    var lines = new ArrayList<Line>();
    var styles = new TreeSet<Integer>();
    long number = first;
    for (String line : text.split("\r?\n")) {
      // A carriage return overwrites what a progress bar has shown before.
      String shown = line.substring(line.lastIndexOf('\r') + 1);
      String plain = ESCAPE_SEQUENCE.matcher(shown).replaceAll("");
      lines.add(new Line(number++, html(shown, styles), ERROR.matcher(plain).find()));
    }
    return new LogLines(
        List.copyOf(lines), lines.stream().filter(Line::error).limit(MAX_ERRORS).toList());
  }

  private static String html(String line, TreeSet<Integer> styles) {
    var html = new StringBuilder(line.length());
    Matcher sequences = ESCAPE_SEQUENCE.matcher(line);
    int at = 0;
    while (sequences.find()) {
      append(html, line.substring(at, sequences.start()), styles);
      if ("m".equals(sequences.group(2))) {
        apply(sequences.group(1), styles);
      }
      at = sequences.end();
    }
    append(html, line.substring(at), styles);
    return html.toString();
  }

  private static void append(StringBuilder html, String text, TreeSet<Integer> styles) {
    if (text.isEmpty()) {
      return;
    }
    if (styles.isEmpty()) {
      html.append(CodeHtml.escape(text));
      return;
    }
    html.append("<span class=\"");
    String separator = "";
    for (int style : styles) {
      html.append(separator).append('a').append(style);
      separator = " ";
    }
    html.append("\">").append(CodeHtml.escape(text)).append("</span>");
  }

  /** Applies the codes of a sequence; of the colours, only the sixteen of the palette are shown. */
  private static void apply(String codes, TreeSet<Integer> styles) {
    String[] parts = codes.split("[;:]");
    for (int i = 0; i < parts.length; i++) {
      int code = parts[i].isEmpty() || parts[i].length() > 3 ? 0 : Integer.parseInt(parts[i]);
      if (code == 38 || code == 48) {
        // An extended colour: 5 and an index, or 2 and three components.
        i += i + 1 < parts.length && parts[i + 1].equals("5") ? 2 : 4;
      } else if (code == 0) {
        styles.clear();
      } else if (code == 22 || code == 23 || code == 24) {
        styles.remove(code - (code == 22 ? 21 : 20));
      } else if (isForeground(code) || code == 39) {
        styles.removeIf(LogLines::isForeground);
        if (code != 39) {
          styles.add(code);
        }
      } else if (code == 1 || code == 3 || code == 4) {
        styles.add(code);
      }
    }
  }

  private static boolean isForeground(int code) {
    return code >= 30 && code <= 37 || code >= 90 && code <= 97;
  }
}
