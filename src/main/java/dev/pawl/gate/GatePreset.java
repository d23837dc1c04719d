package dev.pawl.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A named set of gates. */
@Schema(name = "GatePreset")
public enum GatePreset {
  /** No errors and no warnings in all code. */
  STRICT(none(Metric.ERRORS, Scope.ALL), none(Metric.WARNINGS, Scope.ALL)),
  /** No new errors and no new warnings. */
  NO_NEW(none(Metric.ERRORS, Scope.NEW), none(Metric.WARNINGS, Scope.NEW)),
  /** No gates. */
  OFF;

  private final List<Gate> gates;

  GatePreset(Gate... gates) {
    this.gates = List.of(gates);
  }

  private static Gate none(Metric metric, Scope on) {
    return new Gate(metric, Operator.AT_MOST, 0, on);
  }

  /** Returns the gates. */
  public List<Gate> gates() {
    return gates;
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if the text is not the name of a preset
   */
  @JsonCreator
  public static GatePreset of(String text) {
    return Arrays.stream(values())
        .filter(preset -> preset.value().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("is not one of strict, no-new and off"));
  }

  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
