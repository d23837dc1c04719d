package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.recovery.FailureReport;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.DurationFormatter;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.Report.GateVerdict;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.report.renderer.FindingSelection.FileFindings;
import dev.pawl.report.renderer.FindingSelection.SelectedFinding;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.ComparedFile;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes a short report for a pull request comment, within GitHub's limit of 65,536 characters. */
@Component
class MarkdownRenderer implements Renderer {

  private static final int MAX_STEPS = 40;
  private static final int MAX_FINDINGS = 50;
  private static final int MAX_FINDINGS_PER_FILE = 10;
  private static final int MAX_FILES = 25;
  private static final int MAX_TEXT_LENGTH = 200;

  @Override
  public ReportFormat format() {
    return ReportFormat.MARKDOWN;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Comparison changes = report.source().changes(new Comparison.Limits(MAX_FILES, 0));
    var page = new StringBuilder();
    appendSummary(page, report, changes);
    if (report.workflow().failure() != null) {
      appendFailure(page, report.workflow().failure());
    }
    appendSteps(page, report.workflow().steps());
    appendGates(page, report.gateVerdicts());
    appendFindings(page, FindingSelection.select(report, MAX_FINDINGS, MAX_FINDINGS_PER_FILE));
    appendFixed(page, report);
    appendChanges(page, report.workflow(), changes);
    appendCoverage(page, CoverageRow.of(report.workflow().coverage()));
    out.write(page.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void appendSummary(StringBuilder page, Report report, Comparison changes) {
    WorkflowView workflow = report.workflow();
    WorkflowNarrative summary = WorkflowNarrative.of(report, changes.files());
    String icon =
        switch (summary.assessment()) {
          case GOOD -> "\u2705";
          case DOUBTFUL -> "\u26A0\uFE0F";
          case BAD -> "\u274C";
          case BUSY -> "\u23F3";
        };
    page.append("## ").append(icon).append(" Pawl: ").append(escape(summary.headline()));
    page.append("\n\n");
    summary.sentences().forEach(line -> page.append("- ").append(escape(line)).append('\n'));
    if (!summary.nextSteps().isEmpty()) {
      page.append("\n**What to do**\n\n");
      summary.nextSteps().forEach(line -> page.append("- ").append(escape(line)).append('\n'));
    }
    page.append("\nWorkflow ").append(MarkdownEscaper.inlineCode(workflow.workflowId()));
    page.append(" (").append(escape(workflow.type()));
    page.append(workflow.dryRun() ? ", dry run) on " : ") on ");
    page.append(inlineCode(workflow.target().name())).append('\n');
  }

  private static void appendFailure(StringBuilder page, FailureReport failure) {
    page.append("\n### What failed\n\n");
    page.append(escape(failure.message())).append("\n\n");
    page.append("- Stage: ")
        .append(MarkdownEscaper.inlineCode(failure.stage().value()))
        .append('\n');
    page.append("- Kind: ").append(MarkdownEscaper.inlineCode(failure.type().value())).append('\n');
    failure.files().stream()
        .limit(MAX_FINDINGS_PER_FILE)
        .forEach(file -> page.append("- File: ").append(inlineCode(file)).append('\n'));
    if (!failure.lastLines().isEmpty()) {
      page.append("\n<details><summary>Last lines of the log</summary>\n\n");
      page.append(
          MarkdownEscaper.codeBlock(
              String.join(
                  "\n",
                  failure.lastLines().stream()
                      .map(line ->
                          TextSanitizer.truncate(
                              TextSanitizer.toSingleLine(TextSanitizer.replaceInvalid(line)),
                              MAX_TEXT_LENGTH))
                      .toList())));
      page.append("\n</details>\n");
    }
  }

  private static void appendSteps(StringBuilder page, List<StepView> steps) {
    page.append("\n### Steps\n\n| Step | Status | Duration | Outcome |\n|---|---|---:|---|\n");
    for (StepView step : steps.subList(0, Math.min(MAX_STEPS, steps.size()))) {
      String outcome = step.error() != null ? step.error() : step.summary();
      appendRow(
          page,
          inlineCode(step.name()),
          escape(step.status().value()),
          step.durationMs() == null ? "" : escape(DurationFormatter.format(step.durationMs())),
          outcome == null ? "" : escape(outcome));
    }
    appendOmitted(page, steps.size() - MAX_STEPS, "step");
  }

  private static void appendGates(StringBuilder page, List<GateVerdict> gates) {
    if (gates.isEmpty()) {
      return;
    }
    page.append("\n### Gates\n\n| Step | Gate | Verdict |\n|---|---|---|\n");
    for (GateVerdict gate : gates.subList(0, Math.min(MAX_STEPS, gates.size()))) {
      String verdict = gate.passed() ? "passed" : "**failed**";
      appendRow(page, inlineCode(gate.step()), inlineCode(gate.text()), verdict);
    }
    appendOmitted(page, gates.size() - MAX_STEPS, "gate");
  }

  private static void appendCoverage(StringBuilder page, List<CoverageRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.append("\n<details><summary>What was examined</summary>\n\n");
    page.append("| Language | Files | Checked | Formatted | Cleaned up | Left as they are |\n");
    page.append("|---|---:|---|---|---|---|\n");
    for (CoverageRow row : rows.subList(0, Math.min(MAX_STEPS, rows.size()))) {
      appendRow(
          page,
          escape(row.language()),
          Long.toString(row.files()),
          escape(row.checked()),
          escape(row.formatted()),
          escape(row.cleanedUp()),
          row.left().stream()
              .limit(MAX_FINDINGS_PER_FILE)
              .map(MarkdownRenderer::escape)
              .collect(Collectors.joining("; ")));
    }
    appendOmitted(page, rows.size() - MAX_STEPS, "language");
    page.append("\n</details>\n");
  }

  private static void appendFindings(StringBuilder page, FindingSelection sample) {
    if (sample.files().isEmpty() && sample.failing().isEmpty()) {
      return;
    }
    page.append("\n### Findings: ").append(sample.counts().describe()).append('\n');
    if (!sample.failing().isEmpty()) {
      page.append("\n**Findings that fail a gate**\n");
      appendFiles(page, sample.failing());
      if (!sample.files().isEmpty()) {
        page.append("\n**Other findings**\n");
      }
    }
    appendFiles(page, sample.files());
    appendOmitted(page, sample.omittedInOtherFiles(), "finding");
  }

  private static void appendFiles(StringBuilder page, List<FileFindings> files) {
    for (FileFindings file : files) {
      page.append("\n").append(inlineCode(file.file())).append("\n\n");
      page.append("| Line | Severity | State | Rule | Message |\n|---:|---|---|---|---|\n");
      for (SelectedFinding finding : file.findings()) {
        appendRow(
            page,
            finding.location().line() == 0 ? "" : Integer.toString(finding.location().line()),
            Report.displayName(finding.severity()),
            escape(finding.state()),
            inlineCode(finding.rule()),
            escape(finding.message()));
      }
      appendOmitted(page, file.omitted(), "finding");
    }
  }

  private static void appendFixed(StringBuilder page, Report report) {
    long count = report.source().states().fixed();
    if (count == 0) {
      return;
    }
    List<Finding> fixed = report.source().fixed(MAX_FINDINGS_PER_FILE);
    page.append("\n### Fixed: ").append(WorkflowNarrative.pluralize(count, "finding"));
    page.append("\n\n| File | Rule | Message |\n|---|---|---|\n");
    for (Finding finding : fixed) {
      appendRow(
          page,
          inlineCode(finding.file()),
          inlineCode(Report.qualifiedRule(finding)),
          escape(finding.message()));
    }
    appendOmitted(page, count - fixed.size(), "finding");
  }

  private static void appendChanges(StringBuilder page, WorkflowView workflow, Comparison changes) {
    if (changes.files() == 0) {
      return;
    }
    page.append("\n### Changes: ").append(WorkflowNarrative.pluralize(changes.files(), "file"));
    page.append("\n\n| File | Change | Lines |\n|---|---|---:|\n");
    for (ComparedFile file : changes.shown()) {
      String lines = file.note() == null ? "+" + file.added() + " -" + file.removed() : file.note();
      appendRow(
          page,
          inlineCode(file.path()),
          file.kind().name().toLowerCase(Locale.ROOT),
          escape(lines));
    }
    appendOmitted(page, changes.files() - changes.shown().size(), "file");
    page.append("\nApply the patch from Pawl:\n\n```sh\ncurl -s \"$PAWL_URL/api/v1/workflows/");
    page.append(workflow.workflowId()).append("/patch\" | git apply\n```\n");
  }

  private static void appendRow(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static void appendOmitted(StringBuilder page, long count, String noun) {
    if (count > 0) {
      page.append("\n_... and ")
          .append(WorkflowNarrative.pluralize(count, "more " + noun))
          .append("_\n");
    }
  }

  private static String escape(String text) {
    return MarkdownEscaper.escape(TextSanitizer.truncate(text, MAX_TEXT_LENGTH));
  }

  private static String inlineCode(String text) {
    return MarkdownEscaper.inlineCode(TextSanitizer.truncate(text, MAX_TEXT_LENGTH));
  }
}
