package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.report.Report.GateVerdict;
import dev.pawl.report.renderer.ReportFixtures;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView.VerdictView;
import org.junit.jupiter.api.Test;

class ReportTests {

  @Test
  void takesTheResultOfAGateFromDataAndNotFromItsText() {
    Report report =
        ReportFixtures.reportWithVerdicts(
            WorkflowStatus.FAILED,
            new VerdictView("named x, passed", false, null),
            new VerdictView("named x, failed", true, null));

    assertThat(report.gateVerdicts())
        .containsExactly(
            new GateVerdict("verify", "named x, passed", false, null),
            new GateVerdict("verify", "named x, failed", true, null));
    assertThat(ReportFixtures.renderText(ReportFormat.MARKDOWN, report))
        .contains("| `named x, passed` | **failed** |", "| `named x, failed` | passed |")
        .contains("1 of 2 gates failed");
  }
}
