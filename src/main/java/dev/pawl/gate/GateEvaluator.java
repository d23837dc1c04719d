package dev.pawl.gate;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Evaluates gates; all gates are evaluated before any result is used. */
@Service
public class GateEvaluator {

  /**
   * The input of the gates.
   *
   * @param findings the findings of the last check
   * @param knownFingerprints the fingerprints of the findings that are not new
   * @param reference the state that has the known findings, such as {@code the base main at 1a2b3c4d5e}
   * @param filesChanged the number of files that differ from the snapshot
   * @param metrics the metrics of this step and the steps before it, by name
   */
  public record Measurements(
      List<Finding> findings,
      Set<String> knownFingerprints,
      String reference,
      int filesChanged,
      SortedMap<String, Long> metrics) {}

  /** Returns one verdict for each gate, in the same order. */
  public List<Verdict> evaluate(List<Gate> gates, Measurements measurements) {
    return gates.stream().map(gate -> evaluate(gate, measurements)).toList();
  }

  private Verdict evaluate(Gate gate, Measurements measurements) {
    long value =
        switch (gate.metric()) {
          case ERRORS -> count(gate, measurements, Severity.ERROR);
          case WARNINGS -> count(gate, measurements, Severity.WARNING);
          case FINDINGS -> count(gate, measurements, null);
          case NEW_FINDINGS -> countNew(measurements);
          case FILES_CHANGED -> measurements.filesChanged();
          case DUPLICATED_LINES_PERCENT,
              MAX_COMPLEXITY,
              COMPLEXITY_LIMIT,
              MAX_FILE_LINES,
              MAX_FUNCTION_LINES,
              TESTS ->
              measurements.metrics().getOrDefault(gate.metric().metricName(), Verdict.NOT_MEASURED);
        };
    boolean isMeasured = value != Verdict.NOT_MEASURED;
    return new Verdict(
        gate,
        value,
        isMeasured && gate.operator().holds(value, gate.threshold()),
        gate.countsNewFindings() ? measurements.reference() : null);
  }

  private static long countNew(Measurements measurements) {
    return measurements.findings().stream()
        .filter(Finding::countsInGates)
        .filter(finding -> !measurements.knownFingerprints().contains(finding.fingerprint()))
        .count();
  }

  private long count(Gate gate, Measurements measurements, @Nullable Severity severity) {
    return measurements.findings().stream()
        .filter(Finding::countsInGates)
        .filter(finding -> severity == null || finding.severity() == severity)
        .filter(finding ->
            gate.on() == Gate.Scope.ALL
                || !measurements.knownFingerprints().contains(finding.fingerprint()))
        .count();
  }
}
