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
public class Gates {

  /**
   * The input of the gates.
   *
   * @param findings the findings of the last check
   * @param known the fingerprints of the findings that the snapshot already had
   * @param filesChanged the number of files that differ from the snapshot
   * @param metrics the metrics of this step and the steps before it, by name
   */
  public record Measured(
      List<Finding> findings,
      Set<String> known,
      int filesChanged,
      SortedMap<String, Long> metrics) {}

  /** Returns one verdict for each gate, in the same order. */
  public List<Verdict> judge(List<Gate> gates, Measured measured) {
    return gates.stream().map(gate -> judge(gate, measured)).toList();
  }

  private Verdict judge(Gate gate, Measured measured) {
    long value =
        switch (gate.metric()) {
          case ERRORS -> count(gate, measured, Severity.ERROR);
          case WARNINGS -> count(gate, measured, Severity.WARNING);
          case FINDINGS -> count(gate, measured, null);
          case NEW_FINDINGS -> newOnes(measured);
          case FILES_CHANGED -> measured.filesChanged();
          case DUPLICATED_LINES_PERCENT,
              MAX_COMPLEXITY,
              COMPLEXITY_LIMIT,
              MAX_FILE_LINES,
              MAX_FUNCTION_LINES,
              TESTS ->
              measured.metrics().getOrDefault(gate.metric().count(), Verdict.NOT_MEASURED);
        };
    boolean known = value != Verdict.NOT_MEASURED;
    return new Verdict(gate, value, known && gate.operator().holds(value, gate.threshold()));
  }

  private static long newOnes(Measured measured) {
    return measured.findings().stream()
        .filter(finding -> !measured.known().contains(finding.fingerprint()))
        .count();
  }

  private long count(Gate gate, Measured measured, @Nullable Severity severity) {
    return measured.findings().stream()
        .filter(finding -> severity == null || finding.severity() == severity)
        .filter(finding ->
            gate.on() == Gate.Scope.ALL || !measured.known().contains(finding.fingerprint()))
        .count();
  }
}
