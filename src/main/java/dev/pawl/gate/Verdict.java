package dev.pawl.gate;

/**
 * The result of a gate.
 *
 * @param value the measured value, or {@code NOT_MEASURED}
 */
public record Verdict(Gate gate, long value, boolean passed) {

  /** The value of a metric that was not measured; such a gate fails. */
  static final long NOT_MEASURED = -1;

  /** Returns the result as text, such as {@code errors <= 0 on all code: 3, failed}. */
  public String text() {
    String measured = value == NOT_MEASURED ? "not measured" : Long.toString(value);
    return "%s: %s, %s".formatted(gate.text(), measured, passed ? "passed" : "failed");
  }
}
