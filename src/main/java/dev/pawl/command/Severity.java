package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The severity of a finding, most severe first. */
public enum Severity {
  ERROR,
  WARNING,
  INFO;

  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
