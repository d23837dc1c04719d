package dev.pawl.report.renderer;

import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.workflow.StepStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats values for the HTML report. */
final class HtmlLabels {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  public String pluralize(long count, String noun) {
    return WorkflowNarrative.pluralize(count, noun);
  }

  public String formatTime(Instant time) {
    return TIME.format(time) + " UTC";
  }

  public String label(Severity severity) {
    return Report.displayName(severity);
  }

  public String label(StepStatus status) {
    return status.value().replace('_', ' ');
  }

  public String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the line number as text, or an empty text for 0. */
  public String lineNumber(int line) {
    return line == 0 ? "" : Integer.toString(line);
  }

  /** Replaces line ends with their visible Unicode symbols, and other control characters with escapes. */
  public String showControlCharacters(String text) {
    var visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      visible.append(c == '\r' || c == '\n' ? (char) (0x2400 + c) : c);
    }
    return TextSanitizer.replaceInvalid(visible.toString());
  }

  public String replaceInvalid(String text) {
    return TextSanitizer.replaceInvalid(text);
  }
}
