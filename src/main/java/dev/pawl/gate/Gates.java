package dev.pawl.gate;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Judges gates; all of them are answered before anything is decided. */
@Service
public class Gates {

  /**
   * What the gates look at.
   *
   * @param findings what the last check reported
   * @param known fingerprints of the findings that the snapshot already had
   * @param filesChanged how many files differ from the snapshot
   */
  public record Measured(List<Finding> findings, Set<String> known, int filesChanged) {}

  /** One verdict for each gate, in the same order. */
  public List<Verdict> judge(List<Gate> gates, Measured measured) {
    return gates.stream().map(gate -> judge(gate, measured)).toList();
  }

  private Verdict judge(Gate gate, Measured measured) {
    long value =
        switch (gate.metric()) {
          case ERRORS -> count(gate, measured, Severity.ERROR);
          case WARNINGS -> count(gate, measured, Severity.WARNING);
          case FINDINGS -> count(gate, measured, null);
          case FILES_CHANGED -> measured.filesChanged();
        };
    return new Verdict(gate, value, gate.operator().holds(value, gate.threshold()));
  }

  private long count(Gate gate, Measured measured, @Nullable Severity severity) {
    return measured.findings().stream()
        .filter(finding -> severity == null || finding.severity() == severity)
        .filter(finding ->
            gate.on() == Gate.Scope.ALL || !measured.known().contains(finding.fingerprint()))
        .count();
  }
}
