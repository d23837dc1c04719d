package dev.pawl.dashboard;

import dev.pawl.finding.FindingCounts;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.StepView;
import dev.pawl.workflow.WorkflowView.VerdictView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a workflow in one sentence, such as {@code 3 warnings, the gate allows 0}.
 *
 * @param sentence the verdict
 * @param detail what else a reader must know at once; null if there is nothing
 */
record WorkflowHeadline(String sentence, @Nullable String detail) {

  /**
   * Writes the verdict.
   *
   * @param fixed the number of findings that the workflow has fixed
   * @param changedFiles the number of changed files; null if the stored states were deleted
   * @param failedGates the verdicts of the gates that failed
   */
  static WorkflowHeadline of(
      WorkflowView workflow,
      FindingCounts counts,
      long fixed,
      @Nullable Integer changedFiles,
      List<VerdictView> failedGates) {
    if (workflow.nodeWait() != null) {
      return new WorkflowHeadline("Waiting for a node", null);
    }
    return switch (workflow.status()) {
      case QUEUED -> new WorkflowHeadline("Waiting in the queue", null);
      case RUNNING -> running(workflow);
      case AWAITING_DECISION -> new WorkflowHeadline("Needs your decision", null);
      case COMPLETED -> completed(workflow, counts, fixed, changedFiles);
      case FAILED -> failed(workflow, failedGates);
      case ROLLED_BACK -> rolledBack(workflow, failedGates);
      case CANCELLED ->
          new WorkflowHeadline(
              workflow.supersededBy() == null
                  ? "Cancelled on request"
                  : "Superseded by the newer workflow " + workflow.supersededBy(),
              publishedOrUnchanged(workflow));
    };
  }

  private static WorkflowHeadline running(WorkflowView workflow) {
    if (workflow.cancelRequested()) {
      return new WorkflowHeadline("Being cancelled", null);
    }
    if (workflow.rollbackRequested()) {
      return new WorkflowHeadline("Rolling back what was published", null);
    }
    List<StepView> steps = workflow.steps();
    String current =
        steps.stream()
            .filter(step -> step.status() == StepStatus.RUNNING)
            .map(StepView::name)
            .collect(Collectors.joining(", "));
    long ended =
        steps.stream()
            .filter(
                step -> step.status() != StepStatus.RUNNING && step.status() != StepStatus.PENDING)
            .count();
    String progress = "%d of %d steps ended".formatted(ended, steps.size());
    return new WorkflowHeadline(
        current.isEmpty() ? progress : "Running %s; %s".formatted(current, progress),
        workflow.pauseRequested() ? "It pauses before the next step." : null);
  }

  private static WorkflowHeadline completed(
      WorkflowView workflow, FindingCounts counts, long fixed, @Nullable Integer changedFiles) {
    String found = findings(workflow, counts, fixed);
    var publication = workflow.publication();
    if (publication != null && publication.files() > 0) {
      String branch = publication.branch() == null ? "" : " on branch " + publication.branch();
      return new WorkflowHeadline(
          "%s published%s; %s"
              .formatted(WorkflowNarrative.pluralize(publication.files(), "file"), branch, found),
          null);
    }
    int changes = changedFiles == null ? 0 : changedFiles;
    if (changes == 0) {
      boolean publishes =
          workflow.steps().stream().anyMatch(step -> step.command().equals("publish/apply"));
      return new WorkflowHeadline(
          capitalize(found) + (publishes ? "; no file needs changes" : ""), null);
    }
    return new WorkflowHeadline(
        "%s would change; %s".formatted(WorkflowNarrative.pluralize(changes, "file"), found),
        workflow.dryRun() ? "This was a dry run: the target is unchanged." : null);
  }

  private static String findings(WorkflowView workflow, FindingCounts counts, long fixed) {
    if (!workflow.hasExamination()) {
      return "nothing was examined";
    }
    if (fixed > 0) {
      return "%s fixed, %s left"
          .formatted(
              WorkflowNarrative.pluralize(fixed, "finding"),
              counts.total() == 0 ? "none" : counts.describe());
    }
    return counts.total() == 0
        ? "no findings"
        : "%s %s".formatted(counts.describe(), workflow.publication() == null ? "found" : "left");
  }

  private static WorkflowHeadline failed(WorkflowView workflow, List<VerdictView> failedGates) {
    return new WorkflowHeadline(reason(workflow, failedGates), publishedOrUnchanged(workflow));
  }

  private static WorkflowHeadline rolledBack(WorkflowView workflow, List<VerdictView> failedGates) {
    return workflow.endedReason() == EndedReason.COMPLETED || workflow.publication() != null
        ? new WorkflowHeadline("Rolled back: the published files are as they were before", null)
        : new WorkflowHeadline(
            "Rolled back: " + decapitalize(reason(workflow, failedGates)),
            "The target is unchanged.");
  }

  private static String reason(WorkflowView workflow, List<VerdictView> failedGates) {
    return switch (workflow.endedReason()) {
      case null -> "Failed";
      case GATE_FAILED ->
          failedGates.stream()
              .findFirst()
              .map(VerdictView::text)
              .map(VerdictText::inWords)
              .orElse("A gate failed");
      case STEP_FAILED ->
          failedStep(workflow).map(name -> name + " failed").orElse("A step failed");
      case INTEGRITY_VIOLATED -> "The result was not provably safe";
      case PUBLISH_CONFLICT -> "Not published: the target was changed meanwhile";
      case PUBLISH_REJECTED -> "Not published: the repository rejected the result";
      case TIMED_OUT -> "The timeout was exceeded";
      case CANCELLED_BY_USER -> "Cancelled on request";
      case SUPERSEDED -> "Superseded by a newer workflow";
      case DECISION_ABORTED -> "Ended by a decision";
      case DECISION_TIMED_OUT -> "No decision was made in time";
      case WORKER_LOST -> "The nodes that executed it were lost";
      case INTERNAL_ERROR -> "An internal error of Pawl";
      case COMPLETED -> "Completed";
    };
  }

  private static Optional<String> failedStep(WorkflowView workflow) {
    return workflow.steps().stream()
        .filter(step -> step.status() == StepStatus.FAILED)
        .map(StepView::name)
        .findFirst();
  }

  private static String publishedOrUnchanged(WorkflowView workflow) {
    var publication = workflow.publication();
    return publication != null && publication.files() > 0
        ? "%s had already been published."
            .formatted(WorkflowNarrative.pluralize(publication.files(), "file"))
        : "The target is unchanged.";
  }

  private static String capitalize(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String decapitalize(String text) {
    return text.startsWith("The ") || text.startsWith("A ") || text.startsWith("No ")
        ? Character.toLowerCase(text.charAt(0)) + text.substring(1)
        : text;
  }
}
