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

/** What a report is made of: a workflow and what it leaves behind. */
record Report(WorkflowView workflow, Evidence evidence) {

  /**
   * The answer of a gate.
   *
   * @param text in words, such as {@code errors <= 0 on all code: 3, failed}
   */
  record Judgement(String step, String text, boolean passed) {}

  Iterable<Finding> findings() {
    return evidence.findings();
  }

  /** Whether there was a verification whose findings can be told. */
  boolean verified() {
    return workflow.steps().stream()
        .anyMatch(step ->
            step.command().equals("quality/verify")
                && (step.status() == StepStatus.COMPLETED || step.status() == StepStatus.FAILED));
  }

  /**
   * Where a finding is in the file that the reader has: the one that was submitted, unless the workflow writes its result
   * over it. One that still runs is taken as it will be when it is done.
   */
  Place place(Finding finding) {
    int wanted = resultIsInPlace() ? finding.line() : finding.submittedLine();
    int other = resultIsInPlace() ? finding.submittedLine() : finding.line();
    return Place.of(finding, wanted == 0 ? other : wanted);
  }

  /** What the file that the reader has holds; empty when there is none. */
  Optional<byte[]> file(String path) throws IOException {
    return evidence.file(path, !resultIsInPlace());
  }

  private boolean resultIsInPlace() {
    WorkflowStatus status = workflow.status();
    boolean writes = workflow.target().path() != null && !workflow.dryRun();
    return writes && (status == WorkflowStatus.COMPLETED || !status.ended());
  }

  /** The answers of all gates, those of the last attempt at each step. */
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

  /** The full name of a rule: those of two tools may be the same. */
  static String rule(Finding finding) {
    return finding.tool() + "/" + finding.rule();
  }

  /** The word for people, who know what a note is. */
  static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }
}
