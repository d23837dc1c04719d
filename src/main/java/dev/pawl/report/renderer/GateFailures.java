package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.gate.Gate;
import dev.pawl.report.Report;
import dev.pawl.report.Report.GateVerdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Determines which findings make a gate fail.
 *
 * @param gates the failed gates
 * @param knownFingerprints the fingerprints of the findings that the snapshot already had
 */
record GateFailures(List<Gate> gates, Set<String> knownFingerprints) {

  static GateFailures of(Report report) {
    List<Gate> gates =
        report.gateVerdicts().stream()
            .filter(verdict -> !verdict.passed())
            .map(GateVerdict::gate)
            .filter(Objects::nonNull)
            .toList();
    boolean needsKnown = gates.stream().anyMatch(GateFailures::countsOnlyNew);
    return new GateFailures(gates, needsKnown ? report.source().initialFingerprints() : Set.of());
  }

  boolean includes(Finding finding) {
    return finding.countsInGates() && gates.stream().anyMatch(gate -> counts(gate, finding));
  }

  private boolean counts(Gate gate, Finding finding) {
    boolean isCounted =
        switch (gate.metric()) {
          case ERRORS -> finding.severity() == Severity.ERROR;
          case WARNINGS -> finding.severity() == Severity.WARNING;
          case FINDINGS, NEW_FINDINGS -> true;
          case FILES_CHANGED,
              DUPLICATED_LINES_PERCENT,
              MAX_COMPLEXITY,
              COMPLEXITY_LIMIT,
              MAX_FILE_LINES,
              MAX_FUNCTION_LINES,
              TESTS ->
              false;
        };
    // A gate that demands a number of findings does not fail because of one.
    boolean limits =
        switch (gate.operator()) {
          case AT_MOST, LESS_THAN, EQUAL -> true;
          case AT_LEAST, MORE_THAN -> false;
        };
    return isCounted
        && limits
        && (!countsOnlyNew(gate) || !knownFingerprints.contains(finding.fingerprint()));
  }

  private static boolean countsOnlyNew(Gate gate) {
    return gate.metric() == Gate.Metric.NEW_FINDINGS || gate.on() == Gate.Scope.NEW;
  }
}
