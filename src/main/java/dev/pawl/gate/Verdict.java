package dev.pawl.gate;

/**
 * The answer of a gate.
 *
 * @param value what was measured
 */
public record Verdict(Gate gate, long value, boolean passed) {

  /** The answer in words, such as {@code errors <= 0 on all code: 3, failed}. */
  public String text() {
    return "%s: %d, %s".formatted(gate.text(), value, passed ? "passed" : "failed");
  }
}
