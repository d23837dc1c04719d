package dev.pawl.report;

import dev.pawl.report.Report.Judgement;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.FindingCounts;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workspace.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A prose summary of a workflow: what happened, whether the result is good, what changed, and what to do next.
 */
record Summary(Mood mood, String headline, List<String> sentences, List<String> next) {

  /** The overall assessment of a workflow. */
  enum Mood {
    GOOD,
    DOUBTFUL,
    BAD,
    BUSY
  }

  static Summary of(Report report) throws IOException {
    return of(report, report.evidence().changes(new Comparison.Limits(0, 0)).files());
  }

  static Summary of(Report report, int changed) {
    FindingCounts counts = report.evidence().counts();
    List<Judgement> gates = report.judgements();
    WorkflowView workflow = report.workflow();
    var sentences = new ArrayList<String>();
    sentences.add(steps(workflow));
    sentences.add(changes(workflow, changed));
    sentences.add(found(report, counts));
    if (!gates.isEmpty()) {
      long failed = gates.stream().filter(gate -> !gate.passed()).count();
      sentences.add(
          failed == 0
              ? "All gates passed."
              : "%d of %s failed.".formatted(failed, number(gates.size(), "gate")));
    }
    return new Summary(
        mood(workflow, counts), headline(workflow, counts), sentences, next(report, changed));
  }

  private static Mood mood(WorkflowView workflow, FindingCounts counts) {
    return switch (workflow.status()) {
      case QUEUED, RUNNING -> Mood.BUSY;
      case AWAITING_DECISION, CANCELLED, ROLLED_BACK -> Mood.DOUBTFUL;
      case COMPLETED -> counts.errors() > 0 ? Mood.DOUBTFUL : Mood.GOOD;
      case FAILED -> Mood.BAD;
    };
  }

  private static String headline(WorkflowView workflow, FindingCounts counts) {
    return switch (workflow.status()) {
      case QUEUED -> "Waiting in the queue";
      case RUNNING -> "Still running: this is the state so far";
      case AWAITING_DECISION -> "Waiting for a decision";
      case COMPLETED ->
          counts.errors() == 0
              ? "Completed successfully"
              : "Completed, but %s left".formatted(are(counts.errors(), "error"));
      case FAILED -> "Failed: " + why(workflow.endedReason());
      case ROLLED_BACK -> "Rolled back: the target is unchanged";
      case CANCELLED -> "Cancelled: " + why(workflow.endedReason());
    };
  }

  private static String why(@Nullable EndedReason reason) {
    return switch (reason) {
      case null -> "the reason is unknown";
      case COMPLETED -> "it was already completed";
      case STEP_FAILED -> "a step failed";
      case GATE_FAILED -> "a gate failed";
      case INTEGRITY_VIOLATED -> "the result was not provably safe";
      case PUBLISH_CONFLICT -> "the target was changed externally";
      case TIMED_OUT -> "the timeout was exceeded";
      case CANCELLED_BY_USER -> "cancellation was requested";
      case SUPERSEDED -> "superseded by a newer workflow";
      case DECISION_ABORTED -> "a decision aborted it";
      case DECISION_TIMED_OUT -> "no decision was made in time";
      case WORKER_LOST -> "the nodes that executed it were lost";
      case INTERNAL_ERROR -> "an internal error of Pawl";
    };
  }

  private static String steps(WorkflowView workflow) {
    var steps = workflow.steps();
    long done = steps.stream().filter(step -> step.status() == StepStatus.COMPLETED).count();
    String failed =
        steps.stream()
            .filter(step -> step.status() == StepStatus.FAILED)
            .map(WorkflowView.StepView::name)
            .collect(Collectors.joining(", "));
    return "%d of %s completed in %s%s."
        .formatted(
            done,
            number(steps.size(), "step"),
            Durations.text(Durations.of(workflow)),
            failed.isEmpty() ? "" : "; failed: " + failed);
  }

  private static String changes(WorkflowView workflow, int changed) {
    String files = number(changed, "file");
    var publication = workflow.publication();
    return switch (workflow.status()) {
      case QUEUED, RUNNING, AWAITING_DECISION ->
          changed == 0
              ? "Nothing has changed so far."
              : "%s so far, in a private copy; the target is unchanged.".formatted(was(changed));
      case FAILED, CANCELLED ->
          publication != null && publication.files() > 0
              ? "%s had already been published."
                  .formatted(number(Math.toIntExact(publication.files()), "file"))
              : "The target is unchanged.";
      case ROLLED_BACK -> "The target is unchanged.";
      case COMPLETED -> {
        if (changed == 0) {
          yield "No files needed changes.";
        }
        if (workflow.dryRun()) {
          yield "%s would change; this was a dry run, so the target is unchanged.".formatted(files);
        }
        if (publication != null && publication.branch() != null) {
          yield "%s, on the branch %s.".formatted(was(changed), publication.branch());
        }
        yield workflow.target().path() == null || publication == null
            ? "%s; the target is unchanged, and the result can be downloaded."
                .formatted(was(changed))
            : "%s, in the target itself.".formatted(was(changed));
      }
    };
  }

  private static String found(Report report, FindingCounts counts) {
    if (!report.verified()) {
      return "Nothing was verified" + (report.workflow().status().ended() ? "." : " yet.");
    }
    return counts.all() == 0
        ? "The last verification found nothing."
        : "The last verification found %s.".formatted(counts.text());
  }

  private static List<String> next(Report report, int changed) {
    WorkflowView workflow = report.workflow();
    String api = "/api/v1/workflows/" + workflow.workflowId();
    var next = new ArrayList<String>();
    if (workflow.failure() != null) {
      workflow.failure().suggestions().forEach(what -> next.add(sentence(what)));
    }
    var decision = workflow.decision();
    if (decision != null) {
      next.add(
          "Decide with POST %s/decision: %s. After %s, the default is %s."
              .formatted(
                  api,
                  decision.options().stream()
                      .map(option -> option.word())
                      .collect(Collectors.joining(", ")),
                  decision.deadline(),
                  decision.otherwise().word()));
    } else if (!workflow.status().ended()) {
      next.add("Check again later: GET %s?wait=30s waits for the next change.".formatted(api));
    }
    if (workflow.status() == WorkflowStatus.COMPLETED && changed > 0) {
      next.add(afterChanges(workflow, api));
    }
    if (workflow.status().ended() && report.evidence().counts().errors() > 0) {
      next.add("Fix the errors below; Pawl makes only changes that it can prove to be safe.");
    }
    return next;
  }

  private static String afterChanges(WorkflowView workflow, String api) {
    var publication = workflow.publication();
    if (workflow.dryRun()) {
      return "Apply the patch (GET %s/patch, git apply), or run the workflow without dry_run."
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

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  static String number(long count, String noun) {
    return count == 1 ? "1 " + noun : count + " " + noun + "s";
  }

  private static String was(int files) {
    return number(files, "file") + (files == 1 ? " was changed" : " were changed");
  }

  private static String are(long count, String noun) {
    return number(count, noun) + (count == 1 ? " is" : " are");
  }
}
