package dev.pawl.report.renderer;

import dev.pawl.recovery.FailureReport;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.Report.GateVerdict;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.report.renderer.FindingSelection.FileFindings;
import dev.pawl.report.renderer.FindingSelection.SelectedFinding;
import dev.pawl.workflow.WorkflowMetadata;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes the report as plain text, with the failures and the summary below the steps. */
@Component
class TextRenderer implements Renderer {

  /** The maximum number of findings, which a terminal displays without scrolling. */
  private static final int MAX_FINDINGS = 20;

  @Override
  public ReportFormat format() {
    return ReportFormat.TEXT;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    var lines = new Lines(new StringBuilder());
    WorkflowMetadata metadata = WorkflowMetadata.of(report.workflow());
    lines.add("Quality Workflow Report");
    lines.add("======================");
    lines.add("Workflow ID: " + metadata.workflowId());
    lines.add("Type: " + metadata.workflowType());
    lines.add("Status: " + metadata.status().value());
    lines.add("Started: " + metadata.startedAt());
    lines.add("Target: " + metadata.target());
    lines.add("");
    lines.add("Steps:");
    for (var step : metadata.steps().entrySet()) {
      lines.add(
          "  %s: %s (%ds)"
              .formatted(
                  step.getKey(), step.getValue().status().value(), step.getValue().duration()));
    }
    appendFailures(lines, report.workflow());
    WorkflowNarrative summary = WorkflowNarrative.of(report);
    lines.add("");
    lines.add("Summary: " + summary.headline());
    summary.sentences().forEach(sentence -> lines.add("  " + sentence));
    appendFailingFindings(lines, report);
    List<CoverageRow> coverage = CoverageRow.of(report.workflow().coverage());
    if (!coverage.isEmpty()) {
      lines.add("");
      lines.add("Coverage:");
      coverage.forEach(row -> lines.add("  " + row.sentence()));
    }
    if (report.workflow().failure() != null) {
      appendFailureReport(lines, report.workflow().failure());
    }
    if (!summary.nextSteps().isEmpty()) {
      lines.add("");
      lines.add("What to do:");
      summary.nextSteps().forEach(action -> lines.add("  - " + action));
    }
    out.write(lines.text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void appendFailures(Lines lines, WorkflowView workflow) {
    var failures = workflow.steps().stream().filter(step -> step.error() != null).toList();
    if (!failures.isEmpty()) {
      lines.add("");
      lines.add("Failures:");
      failures.forEach(step -> lines.add("  %s: %s".formatted(step.name(), step.error())));
    }
  }

  /** Appends the findings that make a gate fail; the report in other formats lists all findings. */
  private static void appendFailingFindings(Lines lines, Report report) {
    if (report.gateVerdicts().stream().allMatch(GateVerdict::passed)) {
      return;
    }
    FindingSelection sample = FindingSelection.select(report, MAX_FINDINGS, MAX_FINDINGS);
    if (sample.failing().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Findings that fail a gate:");
    long omitted = 0;
    for (FileFindings file : sample.failing()) {
      for (SelectedFinding finding : file.findings()) {
        lines.add(
            "  %s:%d: %s: %s [%s]"
                .formatted(
                    file.file(),
                    finding.location().line(),
                    Report.displayName(finding.severity()),
                    TextSanitizer.toSingleLine(finding.message()),
                    finding.rule()));
      }
      omitted += file.omitted();
    }
    if (omitted > 0) {
      lines.add("  ... and " + WorkflowNarrative.pluralize(omitted, "more finding"));
    }
  }

  private static void appendFailureReport(Lines lines, FailureReport failure) {
    lines.add("");
    lines.add("Error Report:");
    lines.add("  Time: " + WorkflowMetadata.formatTime(failure.at()));
    lines.add("  Stage: " + failure.stage().value());
    lines.add("  Kind: " + failure.type().value());
    lines.add("  Message: " + failure.message());
    if (failure.tool() != null) {
      lines.add("  Tool: " + failure.tool());
    }
    if (failure.exitCode() != null) {
      lines.add("  Exit code: " + failure.exitCode());
    }
    failure.files().forEach(file -> lines.add("  File: " + file));
    lines.add("  Node: %s, process %d".formatted(failure.node(), failure.process()));
    if (!failure.lastLines().isEmpty()) {
      lines.add("  Last lines:");
      failure.lastLines().forEach(line -> lines.add("    " + line));
    }
  }

  private record Lines(StringBuilder text) {

    /** Appends a line with a line feed on every platform and without terminal control characters. */
    void add(String line) {
      text.append(TextSanitizer.replaceInvalid(line)).append('\n');
    }
  }
}
