package dev.pawl.report.renderer;

import dev.pawl.command.Severity;
import dev.pawl.finding.FindingState;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.gate.Gate;
import dev.pawl.report.Report;
import dev.pawl.report.Report.GateVerdict;
import java.util.List;
import java.util.Objects;

/**
 * Determines which findings make a gate fail.
 *
 * @param gates the failed gates
 */
record GateFailures(List<Gate> gates) {

  static GateFailures of(Report report) {
    return new GateFailures(
        report.gateVerdicts().stream()
            .filter(verdict -> !verdict.passed())
            .map(GateVerdict::gate)
            .filter(Objects::nonNull)
            .toList());
  }

  boolean includes(ReportedFinding finding) {
    return finding.countsInGates() && gates.stream().anyMatch(gate -> counts(gate, finding));
  }

  private static boolean counts(Gate gate, ReportedFinding reported) {
    Severity severity = reported.finding().severity();
    boolean isCounted =
        switch (gate.metric()) {
          case ERRORS -> severity == Severity.ERROR;
          case WARNINGS -> severity == Severity.WARNING;
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
    return isCounted && limits && (!countsOnlyNew(gate) || reported.state() == FindingState.NEW);
  }

  private static boolean countsOnlyNew(Gate gate) {
    return gate.metric() == Gate.Metric.NEW_FINDINGS || gate.on() == Gate.Scope.NEW;
  }
}
