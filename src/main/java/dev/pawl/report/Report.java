package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The content of a report: a workflow and its data. */
record Report(WorkflowView workflow, Evidence evidence) {

  /**
   * The verdict of a gate.
   *
   * @param text the textual form, such as {@code errors <= 0 on all code: 3, failed}
   */
  record Judgement(String step, String text, boolean passed) {}

  Iterable<Finding> findings() {
    return evidence.findings();
  }

  /** Returns whether a verification has finished. */
  boolean verified() {
    return workflow.steps().stream()
        .anyMatch(step ->
            step.command().equals("quality/verify")
                && (step.status() == StepStatus.COMPLETED || step.status() == StepStatus.FAILED));
  }

  /**
   * Returns the position of a finding in the reader's version of the file: the submitted file, unless the workflow
   * overwrites it with its result. A running workflow is treated as if it were completed.
   */
  Place place(Finding finding) {
    int wanted = resultIsInPlace() ? finding.line() : finding.submittedLine();
    int other = resultIsInPlace() ? finding.submittedLine() : finding.line();
    return Place.of(finding, wanted == 0 ? other : wanted);
  }

  /** Returns the content of the reader's version of a file, or empty if it does not exist. */
  Optional<byte[]> file(String path) throws IOException {
    return evidence.file(path, !resultIsInPlace());
  }

  private boolean resultIsInPlace() {
    WorkflowStatus status = workflow.status();
    boolean writes = workflow.target().path() != null && !workflow.dryRun();
    return writes && (status == WorkflowStatus.COMPLETED || !status.ended());
  }

  /** Returns the verdicts of all gates, from the last attempt of each step. */
  List<Judgement> judgements() {
    return workflow.steps().stream()
        .filter(step -> step.attempts() > 0)
        .flatMap(step -> judgements(step).stream())
        .toList();
  }

  private List<Judgement> judgements(StepView step) {
    var attempts = evidence.attempts(step.name());
    if (attempts.isEmpty()) {
      return List.of();
    }
    return attempts.getLast().verdicts().stream()
        .map(text -> new Judgement(step.name(), text, text.endsWith(", passed")))
        .toList();
  }

  /** Returns the rule name qualified by the tool, because two tools may use the same name. */
  static String rule(Finding finding) {
    return finding.tool() + "/" + finding.rule();
  }

  /** Returns the display name of a severity; info is displayed as note. */
  static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }
}
