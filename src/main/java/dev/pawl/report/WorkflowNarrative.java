package dev.pawl.report;

import dev.pawl.command.Quantity;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingStates;
import dev.pawl.report.Report.GateVerdict;
import dev.pawl.snapshot.Comparison;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A prose summary of a workflow: what happened, whether the result is good, what changed, and what to do next.
 */
public record WorkflowNarrative(
    Assessment assessment, String headline, List<String> sentences, List<String> nextSteps) {

  /** The overall assessment of a workflow. */
  public enum Assessment {
    GOOD,
    DOUBTFUL,
    BAD,
    BUSY
  }

  public static WorkflowNarrative of(Report report) throws IOException {
    return of(report, report.source().changes(new Comparison.Limits(0, 0)).files());
  }

  public static WorkflowNarrative of(Report report, int changedFiles) {
    FindingCounts counts = report.source().counts();
    List<GateVerdict> gates = report.gateVerdicts();
    WorkflowView workflow = report.workflow();
    var sentences = new ArrayList<String>();
    if (workflow.revision() != null) {
      sentences.add(
          "Commit %s, in %s."
              .formatted(workflow.revision().describe(), workflow.revision().repository()));
    }
    report.rejection().ifPresent(message -> sentences.add("Not published: %s.".formatted(message)));
    sentences.add(stepsSentence(workflow));
    if (workflow.scope() != null) {
      sentences.add(workflow.scope().describe());
    }
    if (workflow.plan() != null) {
      workflow.plan().levelSentence().ifPresent(sentences::add);
    }
    sentences.add(changesSentence(workflow, changedFiles));
    sentences.add(findingsSentence(report, counts));
    report.suppressionSentence().ifPresent(sentences::add);
    if (!gates.isEmpty()) {
      long failed = gates.stream().filter(gate -> !gate.passed()).count();
      sentences.add(
          failed == 0
              ? "All gates passed."
              : "%d of %s failed.".formatted(failed, pluralize(gates.size(), "gate")));
    }
    return new WorkflowNarrative(
        assess(workflow, counts),
        createHeadline(workflow, counts),
        sentences,
        collectNextSteps(report, changedFiles));
  }

  private static Assessment assess(WorkflowView workflow, FindingCounts counts) {
    return switch (workflow.status()) {
      case QUEUED, RUNNING -> Assessment.BUSY;
      case AWAITING_DECISION, CANCELLED, ROLLED_BACK -> Assessment.DOUBTFUL;
      case COMPLETED -> counts.errors() > 0 ? Assessment.DOUBTFUL : Assessment.GOOD;
      case FAILED -> Assessment.BAD;
    };
  }

  private static String createHeadline(WorkflowView workflow, FindingCounts counts) {
    if (workflow.nodeWait() != null) {
      return "Waiting for a node: " + workflow.nodeWait().reason();
    }
    return switch (workflow.status()) {
      case QUEUED -> "Waiting in the queue";
      case RUNNING -> "Still running: this is the state so far";
      case AWAITING_DECISION -> "Waiting for a decision";
      case COMPLETED ->
          counts.errors() == 0
              ? "Completed successfully"
              : "Completed, but %s left".formatted(isOrAre(counts.errors(), "error"));
      case FAILED -> "Failed: " + reasonText(workflow.endedReason());
      case ROLLED_BACK -> "Rolled back: the target is unchanged";
      case CANCELLED -> "Cancelled: " + reasonText(workflow.endedReason());
    };
  }

  private static String reasonText(@Nullable EndedReason reason) {
    return switch (reason) {
      case null -> "the reason is unknown";
      case COMPLETED -> "it was already completed";
      case STEP_FAILED -> "a step failed";
      case GATE_FAILED -> "a gate failed";
      case INTEGRITY_VIOLATED -> "the result was not provably safe";
      case PUBLISH_CONFLICT -> "the target was changed externally";
      case PUBLISH_REJECTED -> "the repository rejected the result";
      case TIMED_OUT -> "the timeout was exceeded";
      case CANCELLED_BY_USER -> "cancellation was requested";
      case SUPERSEDED -> "superseded by a newer workflow";
      case DECISION_ABORTED -> "a decision aborted it";
      case DECISION_TIMED_OUT -> "no decision was made in time";
      case WORKER_LOST -> "the nodes that executed it were lost";
      case INTERNAL_ERROR -> "an internal error in Pawl";
    };
  }

  private static String stepsSentence(WorkflowView workflow) {
    var steps = workflow.steps();
    long completed = steps.stream().filter(step -> step.status() == StepStatus.COMPLETED).count();
    String failed =
        steps.stream()
            .filter(step -> step.status() == StepStatus.FAILED)
            .map(WorkflowView.StepView::name)
            .collect(Collectors.joining(", "));
    return "%d of %s completed in %s%s."
        .formatted(
            completed,
            pluralize(steps.size(), "step"),
            DurationFormatter.format(DurationFormatter.durationMillis(workflow)),
            failed.isEmpty() ? "" : "; failed: " + failed);
  }

  private static String changesSentence(WorkflowView workflow, int changedFiles) {
    String files = pluralize(changedFiles, "file");
    var publication = workflow.publication();
    return switch (workflow.status()) {
      case QUEUED, RUNNING, AWAITING_DECISION ->
          changedFiles == 0
              ? "Nothing has changed so far."
              : "%s so far, in a private copy; the target is unchanged."
                  .formatted(wereChanged(changedFiles));
      case FAILED, CANCELLED ->
          publication != null && publication.files() > 0
              ? "%s had already been published."
                  .formatted(pluralize(Math.toIntExact(publication.files()), "file"))
              : "The target is unchanged.";
      case ROLLED_BACK -> "The target is unchanged.";
      case COMPLETED -> {
        if (changedFiles == 0) {
          yield "No files needed changes.";
        }
        if (workflow.dryRun() && publication == null) {
          yield "%s would change; this was a dry run, so the target is unchanged.".formatted(files);
        }
        if (publication != null && publication.branch() != null) {
          yield "%s, on the branch %s."
              .formatted(wereChanged(Math.toIntExact(publication.files())), publication.branch());
        }
        yield workflow.target().path() == null || publication == null
            ? "%s; the target is unchanged, and the result can be downloaded."
                .formatted(wereChanged(changedFiles))
            : "%s, in the target itself."
                .formatted(wereChanged(Math.toIntExact(publication.files())));
      }
    };
  }

  private static String findingsSentence(Report report, FindingCounts counts) {
    if (counts.total() == 0 && !report.hasExamination()) {
      return "Nothing was examined" + (report.workflow().status().isEnded() ? "." : " yet.");
    }
    FindingStates states = report.source().states();
    String found =
        counts.total() == 0
            ? "Nothing was found"
            : "The commands found %s".formatted(counts.describe());
    return states.isPlain() ? found + "." : "%s: %s.".formatted(found, states.describe());
  }

  private static List<String> collectNextSteps(Report report, int changedFiles) {
    WorkflowView workflow = report.workflow();
    String api = "/api/v1/workflows/" + workflow.workflowId();
    var steps = new ArrayList<String>();
    if (workflow.failure() != null) {
      workflow.failure().suggestions().forEach(suggestion -> steps.add(toSentence(suggestion)));
    }
    if (workflow.status() == WorkflowStatus.FAILED
        && workflow.allowedActions().contains(WorkflowAction.PUBLICATION)) {
      steps.add(
          "Repeat the publication with POST %s/publication when the cause is removed."
              .formatted(api));
    }
    var decision = workflow.decision();
    if (decision != null) {
      steps.add(
          "Decide with POST %s/decision: %s. After %s, the default is %s."
              .formatted(
                  api,
                  decision.options().stream()
                      .map(option -> option.value())
                      .collect(Collectors.joining(", ")),
                  decision.deadline(),
                  decision.otherwise().value()));
    } else if (!workflow.status().isEnded()) {
      steps.add("Check again later: GET %s?wait=30s waits for the next change.".formatted(api));
    }
    if (workflow.status() == WorkflowStatus.COMPLETED && changedFiles > 0) {
      steps.add(publicationHint(workflow, api));
    }
    if (workflow.status().isEnded() && report.source().counts().errors() > 0) {
      steps.add("Fix the errors below; Pawl makes only changes that it can prove to be safe.");
    }
    return steps;
  }

  private static String publicationHint(WorkflowView workflow, String api) {
    var publication = workflow.publication();
    if (workflow.dryRun() && publication == null) {
      return "Publish the result with POST %1$s/publication, or apply the patch (GET %1$s/patch, git apply)."
          .formatted(api);
    }
    if (publication != null && publication.branch() != null) {
      return "Review and merge the branch %s.".formatted(publication.branch());
    }
    if (workflow.target().path() == null || publication == null) {
      return "Download the result: GET %1$s/result returns the files, GET %1$s/patch the patch."
          .formatted(api);
    }
    return "Review the changes; POST %s/rollback reverts them.".formatted(api);
  }

  private static String toSentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  public static String pluralize(long count, String noun) {
    return Quantity.of(count, noun);
  }

  private static String wereChanged(int files) {
    return pluralize(files, "file") + (files == 1 ? " was changed" : " were changed");
  }

  private static String isOrAre(long count, String noun) {
    return pluralize(count, noun) + (count == 1 ? " is" : " are");
  }
}
