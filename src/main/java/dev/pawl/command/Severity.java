package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The severity of a finding, most severe first. */
@Schema(name = "Severity")
public enum Severity {
  ERROR,
  WARNING,
  INFO;

  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
