package dev.pawl.rule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The severity that a rule has, or that a request or a configuration sets for it. */
@Schema(name = "RuleSeverity")
public enum RuleSeverity {
  /** Findings of the rule are neither reported nor counted. */
  OFF,
  INFO,
  WARNING,
  ERROR;

  /** Returns the accepted texts. */
  public static List<String> names() {
    return Arrays.stream(values()).map(RuleSeverity::value).toList();
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if the text is not the name of a severity in lower case
   */
  @JsonCreator
  public static RuleSeverity of(String text) {
    return Arrays.stream(values())
        .filter(severity -> severity.value().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Not a severity of a rule: " + text));
  }

  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
