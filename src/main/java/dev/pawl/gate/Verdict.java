package dev.pawl.gate;

/**
 * The answer of a gate.
 *
 * @param value what was measured
 */
public record Verdict(Gate gate, long value, boolean passed) {

  /** The value of what nothing has measured; such a gate does not hold. */
  static final long NOT_MEASURED = -1;

  /** The answer in words, such as {@code errors <= 0 on all code: 3, failed}. */
  public String text() {
    String measured = value == NOT_MEASURED ? "not measured" : Long.toString(value);
    return "%s: %s, %s".formatted(gate.text(), measured, passed ? "passed" : "failed");
  }
}
