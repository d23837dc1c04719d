package dev.pawl.report;

import dev.pawl.recovery.FailureReport;
import dev.pawl.report.FindingSample.InFile;
import dev.pawl.report.FindingSample.Shown;
import dev.pawl.report.Report.Judgement;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import dev.pawl.workspace.Comparison;
import dev.pawl.workspace.Comparison.ComparedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Writes a short report for a pull request comment, within GitHub's limit of 65,536 characters. */
@Component
class MarkdownRenderer implements Renderer {

  private static final int MOST_STEPS = 40;
  private static final int MOST_FINDINGS = 50;
  private static final int MOST_OF_FILE = 10;
  private static final int MOST_FILES = 25;
  private static final int LONGEST = 200;

  @Override
  public Format format() {
    return Format.MARKDOWN;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Comparison changes = report.evidence().changes(new Comparison.Limits(MOST_FILES, 0));
    var page = new StringBuilder();
    summary(page, report, changes);
    if (report.workflow().failure() != null) {
      failure(page, report.workflow().failure());
    }
    steps(page, report.workflow().steps());
    gates(page, report.judgements());
    findings(page, FindingSample.of(report, MOST_FINDINGS, MOST_OF_FILE));
    changes(page, report.workflow(), changes);
    out.write(page.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void summary(StringBuilder page, Report report, Comparison changes) {
    WorkflowView workflow = report.workflow();
    Summary summary = Summary.of(report, changes.files());
    String sign =
        switch (summary.mood()) {
          case GOOD -> "\u2705";
          case DOUBTFUL -> "\u26A0\uFE0F";
          case BAD -> "\u274C";
          case BUSY -> "\u23F3";
        };
    page.append("## ").append(sign).append(" Pawl: ").append(text(summary.headline()));
    page.append("\n\n");
    summary.sentences().forEach(line -> page.append("- ").append(text(line)).append('\n'));
    if (!summary.next().isEmpty()) {
      page.append("\n**What to do**\n\n");
      summary.next().forEach(line -> page.append("- ").append(text(line)).append('\n'));
    }
    page.append("\nWorkflow ").append(Markdown.code(workflow.workflowId()));
    page.append(" (").append(text(workflow.type()));
    page.append(workflow.dryRun() ? ", dry run) on " : ") on ");
    page.append(code(workflow.target().name())).append('\n');
  }

  private static void failure(StringBuilder page, FailureReport failure) {
    page.append("\n### What failed\n\n");
    page.append(text(failure.message())).append("\n\n");
    page.append("- Stage: ").append(Markdown.code(failure.stage().word())).append('\n');
    page.append("- Kind: ").append(Markdown.code(failure.type().word())).append('\n');
    failure.files().stream()
        .limit(MOST_OF_FILE)
        .forEach(file -> page.append("- File: ").append(code(file)).append('\n'));
    if (!failure.lastLines().isEmpty()) {
      page.append("\n<details><summary>Last lines of the log</summary>\n\n");
      page.append(
          Markdown.block(
              String.join(
                  "\n",
                  failure.lastLines().stream()
                      .map(line -> Characters.cut(Characters.line(line), LONGEST))
                      .toList())));
      page.append("\n</details>\n");
    }
  }

  private static void steps(StringBuilder page, List<StepView> steps) {
    page.append("\n### Steps\n\n| Step | Status | Duration | Outcome |\n|---|---|---:|---|\n");
    for (StepView step : steps.subList(0, Math.min(MOST_STEPS, steps.size()))) {
      String outcome = step.error() != null ? step.error() : step.summary();
      row(
          page,
          code(step.name()),
          text(step.status().word()),
          step.durationMs() == null ? "" : text(Durations.text(step.durationMs())),
          outcome == null ? "" : text(outcome));
    }
    rest(page, steps.size() - MOST_STEPS, "step");
  }

  private static void gates(StringBuilder page, List<Judgement> gates) {
    if (gates.isEmpty()) {
      return;
    }
    page.append("\n### Gates\n\n| Step | Gate | Verdict |\n|---|---|---|\n");
    for (Judgement gate : gates.subList(0, Math.min(MOST_STEPS, gates.size()))) {
      String verdict = gate.passed() ? "passed" : "**failed**";
      row(page, code(gate.step()), code(gate.text()), verdict);
    }
    rest(page, gates.size() - MOST_STEPS, "gate");
  }

  private static void findings(StringBuilder page, FindingSample sample) {
    if (sample.files().isEmpty()) {
      return;
    }
    page.append("\n### Findings: ").append(sample.counts().text()).append('\n');
    for (InFile file : sample.files()) {
      page.append("\n").append(code(file.file())).append("\n\n");
      page.append("| Line | Severity | Rule | Message |\n|---:|---|---|---|\n");
      for (Shown one : file.shown()) {
        row(
            page,
            one.place().line() == 0 ? "" : Integer.toString(one.place().line()),
            Report.word(one.severity()),
            code(one.rule()),
            text(one.message()));
      }
      rest(page, file.rest(), "finding");
    }
    long others = sample.rest() - sample.files().stream().mapToLong(InFile::rest).sum();
    rest(page, others, "finding");
  }

  private static void changes(StringBuilder page, WorkflowView workflow, Comparison changes) {
    if (changes.files() == 0) {
      return;
    }
    page.append("\n### Changes: ").append(Summary.number(changes.files(), "file"));
    page.append("\n\n| File | Change | Lines |\n|---|---|---:|\n");
    for (ComparedFile file : changes.shown()) {
      String lines = file.note() == null ? "+" + file.added() + " -" + file.removed() : file.note();
      row(page, code(file.path()), file.kind().name().toLowerCase(Locale.ROOT), text(lines));
    }
    rest(page, changes.files() - changes.shown().size(), "file");
    page.append("\nApply the patch from Pawl:\n\n```sh\ncurl -s \"$PAWL_URL/api/v1/workflows/");
    page.append(workflow.workflowId()).append("/patch\" | git apply\n```\n");
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static void rest(StringBuilder page, long rest, String noun) {
    if (rest > 0) {
      page.append("\n_... and ").append(Summary.number(rest, "more " + noun)).append("_\n");
    }
  }

  private static String text(String text) {
    return Markdown.text(Characters.cut(text, LONGEST));
  }

  private static String code(String text) {
    return Markdown.code(Characters.cut(text, LONGEST));
  }
}
