package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.gate.Gate;
import dev.pawl.target.SourceRevision;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The content of a report: a workflow and its data. */
public record Report(WorkflowView workflow, ReportSource source) {

  /**
   * The verdict of a gate.
   *
   * @param text the textual form, such as {@code errors <= 0 on all code: 3, failed}
   * @param gate null if an earlier version stored only the text
   */
  public record GateVerdict(String step, String text, boolean passed, @Nullable Gate gate) {}

  /** Returns the findings that the code does not suppress, read lazily. */
  public Iterable<ReportedFinding> findings() {
    return () ->
        StreamSupport.stream(source.findings().spliterator(), false)
            .filter(reported -> !reported.finding().isSuppressed())
            .iterator();
  }

  /** Returns all findings, also those that the code suppresses, read lazily. */
  public Iterable<ReportedFinding> allFindings() {
    return source.findings();
  }

  /** Returns a sentence about the findings that the code suppresses; empty if there are none. */
  public Optional<String> suppressionSentence() {
    long suppressed = source.counts().suppressed();
    return suppressed == 0
        ? Optional.empty()
        : Optional.of(
            suppressed == 1
                ? "1 finding is suppressed in the code."
                : suppressed + " findings are suppressed in the code.");
  }

  /** Returns whether a step that examines the target has finished. */
  public boolean hasExamination() {
    return workflow.hasExamination();
  }

  /** Returns the content of the reader's version of a file, or empty if it does not exist. */
  public Optional<byte[]> readFile(String path) throws IOException {
    return source.readFile(path, !isResultInTarget());
  }

  /** Returns whether the workflow has a result that is not in the target, so that its findings are not fixed there. */
  public boolean isResultPending() {
    return workflow.tree() != null && !isResultInTarget();
  }

  private boolean isResultInTarget() {
    WorkflowStatus status = workflow.status();
    boolean publishesInPlace =
        workflow.target().path() != null && (!workflow.dryRun() || workflow.publication() != null);
    return publishesInPlace && (status == WorkflowStatus.COMPLETED || !status.isEnded());
  }

  /**
   * Returns the commit that was examined, and why its result was not published, as text by name, in the order in which
   * they are displayed; empty if the target is not a commit and nothing was rejected.
   */
  public Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    SourceRevision revision = workflow.revision();
    if (revision != null) {
      facts.put("repository", revision.repository());
      putPresent(facts, "ref", revision.ref());
      putPresent(facts, "commit", revision.commit());
      putPresent(facts, "subject", revision.subject());
      putPresent(facts, "author", revision.author());
    }
    rejection().ifPresent(message -> facts.put("not published", message));
    return facts;
  }

  private static void putPresent(Map<String, String> facts, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      facts.put(name, value);
    }
  }

  /** Returns why a repository rejected the result; empty if it did not. */
  public Optional<String> rejection() {
    return workflow.endedReason() == EndedReason.PUBLISH_REJECTED
        ? Optional.ofNullable(workflow.endedMessage())
        : Optional.empty();
  }

  /** Returns the verdicts of all gates, from the last attempt of each step. */
  public List<GateVerdict> gateVerdicts() {
    return workflow.steps().stream()
        .filter(step -> step.attempts() > 0)
        .flatMap(step -> gateVerdicts(step).stream())
        .toList();
  }

  private List<GateVerdict> gateVerdicts(StepView step) {
    var attempts = source.attempts(step.name());
    if (attempts.isEmpty()) {
      return List.of();
    }
    return attempts.getLast().verdicts().stream()
        .map(verdict ->
            new GateVerdict(step.name(), verdict.text(), verdict.passed(), verdict.gate()))
        .toList();
  }

  /** Returns the rule name qualified by the tool, because two tools may use the same name. */
  public static String qualifiedRule(Finding finding) {
    return finding.tool() + "/" + finding.rule();
  }

  /** Returns the display name of a severity; info is displayed as note. */
  public static String displayName(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }
}
