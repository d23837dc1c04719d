package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a finding matters, most first. */
public enum Severity {
  ERROR,
  WARNING,
  INFO;

  @JsonValue
  String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
