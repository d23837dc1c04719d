package dev.pawl.report;

import dev.pawl.command.Severity;
import dev.pawl.workflow.StepStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats values for the HTML report. */
final class Words {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  public String number(long count, String noun) {
    return Summary.number(count, noun);
  }

  public String time(Instant time) {
    return TIME.format(time) + " UTC";
  }

  public String of(Severity severity) {
    return Report.word(severity);
  }

  public String of(StepStatus status) {
    return status.word().replace('_', ' ');
  }

  public String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the line number as text, or an empty text for 0. */
  public String line(int line) {
    return line == 0 ? "" : Integer.toString(line);
  }

  /** Replaces control characters with their visible Unicode symbols. */
  public String visible(String text) {
    var visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      visible.append(c < 0x20 && c != '\t' ? (char) (0x2400 + c) : c);
    }
    return Characters.known(visible.toString());
  }

  public String known(String text) {
    return Characters.known(text);
  }
}
