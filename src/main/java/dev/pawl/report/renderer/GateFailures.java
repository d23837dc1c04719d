package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.Report.GateVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Determines which findings make a gate fail.
 *
 * @param gates the failed gates that limit a number of findings
 * @param knownFingerprints the fingerprints of the findings that the snapshot already had
 */
record GateFailures(List<FailedGate> gates, Set<String> knownFingerprints) {

  /** The text of a gate that limits a number of findings, such as {@code errors <= 0 on new code: 3, failed}. */
  private static final Pattern GATE =
      Pattern.compile(
          "(errors|warnings|findings|new_findings) (<=|<|==) \\d+ on (all|new) code: (\\d+), .*");

  private record FailedGate(String metric, boolean onlyNew) {

    boolean counts(Finding finding, Set<String> known) {
      boolean severityMatches =
          switch (metric) {
            case "errors" -> finding.severity() == Severity.ERROR;
            case "warnings" -> finding.severity() == Severity.WARNING;
            default -> true;
          };
      return severityMatches && (!onlyNew || !known.contains(finding.fingerprint()));
    }
  }

  static GateFailures of(Report report) {
    var gates = new ArrayList<FailedGate>();
    for (GateVerdict verdict : report.gateVerdicts()) {
      Matcher gate = GATE.matcher(verdict.text());
      if (!verdict.passed() && gate.matches()) {
        String metric = gate.group(1);
        gates.add(
            new FailedGate(metric, metric.equals("new_findings") || gate.group(3).equals("new")));
      }
    }
    boolean needsKnown = gates.stream().anyMatch(FailedGate::onlyNew);
    return new GateFailures(
        List.copyOf(gates), needsKnown ? report.source().initialFingerprints() : Set.of());
  }

  boolean includes(Finding finding) {
    return finding.countsInGates()
        && gates.stream().anyMatch(gate -> gate.counts(finding, knownFingerprints));
  }
}
