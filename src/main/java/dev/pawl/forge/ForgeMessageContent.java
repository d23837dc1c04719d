package dev.pawl.forge;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingService;
import dev.pawl.finding.FindingState;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.forge.CommitStatus.Annotation;
import dev.pawl.forge.CommitStatus.State;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.ReportService;
import dev.pawl.report.TextSanitizer;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.Publication;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Creates the texts that forges show, from the current state of a workflow. */
@Component
class ForgeMessageContent {

  private static final int MAX_NEW_FINDINGS = 20;
  private static final int MAX_ANNOTATIONS = 50;
  private static final int MAX_LINE = 200;
  private static final int MAX_MESSAGE = 2000;

  private final ReportService reports;
  private final FindingService findings;
  private final ForgeProperties properties;

  ForgeMessageContent(ReportService reports, FindingService findings, ForgeProperties properties) {
    this.reports = reports;
    this.findings = findings;
    this.properties = properties;
  }

  /** The new findings of a workflow; of many, only the first errors, warnings and notes. */
  private record NewFindings(long count, List<Finding> shown, String comparedWith) {}

  /** Returns the status of the commit of a workflow. */
  CommitStatus status(WorkflowView workflow, String context) throws IOException {
    String id = workflow.workflowId();
    String description =
        reports.summarize(id).map(WorkflowNarrative::headline).orElse(workflow.status().value());
    State state = state(workflow);
    if (state == State.PENDING) {
      return new CommitStatus(state, context, description, link(id), null, List.of());
    }
    return new CommitStatus(
        state,
        context,
        description,
        link(id),
        reports.render(id, ReportFormat.MARKDOWN).orElse(description),
        newFindings(id, MAX_ANNOTATIONS).shown().stream()
            .filter(finding -> finding.line() > 0)
            .map(ForgeMessageContent::annotation)
            .toList());
  }

  private static State state(WorkflowView workflow) {
    return switch (workflow.status()) {
      case QUEUED, RUNNING, AWAITING_DECISION -> State.PENDING;
      case COMPLETED -> State.SUCCESS;
      case CANCELLED -> State.ERROR;
      case FAILED, ROLLED_BACK -> failure(workflow.endedReason());
    };
  }

  private static State failure(@Nullable EndedReason reason) {
    return reason == EndedReason.INTERNAL_ERROR
            || reason == EndedReason.WORKER_LOST
            || reason == EndedReason.TIMED_OUT
        ? State.ERROR
        : State.FAILURE;
  }

  private @Nullable String link(String workflow) {
    return properties.publicUrl() == null
        ? null
        : properties.publicUrl().toString().replaceFirst("/+$", "") + "/workflows/" + workflow;
  }

  private static Annotation annotation(Finding finding) {
    String level =
        switch (finding.severity()) {
          case ERROR -> "failure";
          case WARNING -> "warning";
          case INFO -> "notice";
        };
    return new Annotation(
        finding.file(),
        finding.line(),
        Math.max(finding.line(), finding.endLine()),
        level,
        finding.tool() + "/" + finding.rule(),
        TextSanitizer.truncate(TextSanitizer.replaceInvalid(finding.message()), MAX_MESSAGE));
  }

  private NewFindings newFindings(String workflow, int max) {
    var errors = new ArrayList<Finding>();
    var others = new ArrayList<Finding>();
    long count = 0;
    for (ReportedFinding reported : findings.findAll(workflow)) {
      Finding finding = reported.finding();
      if (reported.state() == FindingState.NEW && reported.countsInGates()) {
        count++;
        List<Finding> same = finding.severity() == Severity.ERROR ? errors : others;
        if (same.size() < max) {
          same.add(finding);
        }
      }
    }
    errors.addAll(others);
    return new NewFindings(
        count,
        List.copyOf(errors.subList(0, Math.min(max, errors.size()))),
        findings.describeComparison(workflow));
  }

  /** Returns the beginning of the comment, by which it is found again. Forges do not display it. */
  static String marker(String context) {
    return "<!-- pawl: " + context + " -->";
  }

  /** Returns the comment on a pull request. */
  String comment(WorkflowView workflow, String context) throws IOException {
    String id = workflow.workflowId();
    var text = new StringBuilder(marker(context)).append('\n');
    text.append(reports.render(id, ReportFormat.MARKDOWN).orElse(""));
    appendNewFindings(text, newFindings(id, MAX_NEW_FINDINGS));
    String link = link(id);
    if (link != null) {
      text.append("\n[All details](").append(link).append(")\n");
    }
    return text.toString();
  }

  private static void appendNewFindings(StringBuilder text, NewFindings found) {
    text.append("\n### New findings: ").append(found.count());
    text.append("\n\nCompared with ").append(code(found.comparedWith())).append(".\n");
    if (found.shown().isEmpty()) {
      return;
    }
    // A block of code, in which neither Markdown nor mentions of users have an effect.
    text.append("\n```text\n");
    for (Finding finding : found.shown()) {
      text.append(
              code(
                  "%s %s:%d %s/%s %s"
                      .formatted(
                          finding.severity().name().toLowerCase(Locale.ROOT),
                          finding.file(),
                          finding.line(),
                          finding.tool(),
                          finding.rule(),
                          finding.message())))
          .append('\n');
    }
    text.append("```\n");
    if (found.count() > found.shown().size()) {
      text.append("\n_... and ").append(found.count() - found.shown().size()).append(" more_\n");
    }
  }

  private static String code(String text) {
    String line = TextSanitizer.toSingleLine(TextSanitizer.replaceInvalid(text));
    return TextSanitizer.truncate(line.replace('`', '\''), MAX_LINE);
  }

  /** Returns the pull request for the branch of a workflow; empty if it has published no branch. */
  Optional<PullRequestDraft> pullRequest(WorkflowView workflow) throws IOException {
    Publication publication = workflow.publication();
    String base = workflow.reportTo() == null ? null : workflow.reportTo().base();
    if (publication == null || publication.branch() == null || base == null) {
      return Optional.empty();
    }
    String report = reports.render(workflow.workflowId(), ReportFormat.MARKDOWN).orElse("");
    String link = link(workflow.workflowId());
    return Optional.of(
        new PullRequestDraft(
            publication.branch(),
            base,
            "Improve code quality",
            link == null ? report : report + "\n[All details](" + link + ")\n"));
  }
}
