package dev.pawl.gate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * The result of a gate.
 *
 * @param value the measured value, or {@code NOT_MEASURED}
 * @param comparedWith the state whose findings are not new; absent for a gate on all code
 */
public record Verdict(Gate gate, long value, boolean passed, @Nullable String comparedWith) {

  /** Creates the result of a gate on all code. */
  public Verdict(Gate gate, long value, boolean passed) {
    this(gate, value, passed, null);
  }

  /** The value of a metric that was not measured; such a gate fails. */
  static final long NOT_MEASURED = -1;

  /** Returns whether the metric was measured; otherwise the gate fails. */
  @JsonIgnore
  public boolean isMeasured() {
    return value != NOT_MEASURED;
  }

  /** Returns the result as text, such as {@code errors <= 0 on all code: 3, failed}. */
  public String text() {
    String measured = isMeasured() ? Long.toString(value) : "not measured";
    String reference = comparedWith == null ? "" : " (compared with %s)".formatted(comparedWith);
    return "%s%s: %s, %s".formatted(gate.text(), reference, measured, passed ? "passed" : "failed");
  }
}
