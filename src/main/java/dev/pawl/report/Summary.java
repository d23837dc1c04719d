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
 * A workflow in the words that somebody would use who was there: what happened, whether it is good, what changed, and what to
 * do now.
 */
record Summary(Mood mood, String headline, List<String> sentences, List<String> next) {

  /** Whether it is good. */
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
              ? "Every gate held."
              : "%d of %s did not hold.".formatted(failed, number(gates.size(), "gate")));
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
      case QUEUED -> "Waiting for its turn";
      case RUNNING -> "Still running: this is how far it is";
      case AWAITING_DECISION -> "Waiting for an answer";
      case COMPLETED ->
          counts.errors() == 0
              ? "Completed: everything went well"
              : "Completed, but %s left".formatted(are(counts.errors(), "error"));
      case FAILED -> "Failed: " + why(workflow.endedReason());
      case ROLLED_BACK -> "Rolled back: everything is as it was";
      case CANCELLED -> "Cancelled: " + why(workflow.endedReason());
    };
  }

  private static String why(@Nullable EndedReason reason) {
    return switch (reason) {
      case null -> "nobody said why";
      case COMPLETED -> "it was already done";
      case STEP_FAILED -> "a step did not do its work";
      case GATE_FAILED -> "a gate did not hold";
      case INTEGRITY_VIOLATED -> "the result was not provably safe";
      case PUBLISH_CONFLICT -> "somebody changed the target meanwhile";
      case TIMED_OUT -> "it took longer than it may";
      case CANCELLED_BY_USER -> "somebody asked for that";
      case SUPERSEDED -> "a newer workflow takes its place";
      case DECISION_ABORTED -> "somebody decided so";
      case DECISION_TIMED_OUT -> "nobody answered in time";
      case WORKER_LOST -> "the nodes that worked on it were lost";
      case INTERNAL_ERROR -> "a fault of Pawl itself";
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
    return "%d of %s did their work, in %s%s."
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
              ? "Nothing is changed so far."
              : "%s so far, in a private copy; the target is as it was.".formatted(was(changed));
      case FAILED, CANCELLED ->
          publication != null && publication.files() > 0
              ? "%s had been published before."
                  .formatted(number(Math.toIntExact(publication.files()), "file"))
              : "The target is as it was.";
      case ROLLED_BACK -> "The target is as it was.";
      case COMPLETED -> {
        if (changed == 0) {
          yield "No file had to be changed.";
        }
        if (workflow.dryRun()) {
          yield "%s would change; it was a dry run, so the target is as it was.".formatted(files);
        }
        if (publication != null && publication.branch() != null) {
          yield "%s, on the branch %s.".formatted(was(changed), publication.branch());
        }
        yield workflow.target().path() == null || publication == null
            ? "%s; the target is as it was, the result can be fetched.".formatted(was(changed))
            : "%s, in the target itself.".formatted(was(changed));
      }
    };
  }

  private static String found(Report report, FindingCounts counts) {
    if (!report.verified()) {
      return "Nothing is verified" + (report.workflow().status().ended() ? "." : " yet.");
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
          "Answer with POST %s/decision: %s. After %s it is %s by itself."
              .formatted(
                  api,
                  decision.options().stream()
                      .map(option -> option.word())
                      .collect(Collectors.joining(", ")),
                  decision.deadline(),
                  decision.otherwise().word()));
    } else if (!workflow.status().ended()) {
      next.add("Look again later: GET %s?wait=30s waits for the next change.".formatted(api));
    }
    if (workflow.status() == WorkflowStatus.COMPLETED && changed > 0) {
      next.add(afterChanges(workflow, api));
    }
    if (workflow.status().ended() && report.evidence().counts().errors() > 0) {
      next.add("Mend the errors below; Pawl changes nothing that it cannot prove to be safe.");
    }
    return next;
  }

  private static String afterChanges(WorkflowView workflow, String api) {
    var publication = workflow.publication();
    if (workflow.dryRun()) {
      return "Take the patch (GET %s/patch, git apply), or run it without dry_run.".formatted(api);
    }
    if (publication != null && publication.branch() != null) {
      return "Review the branch %s, and merge it.".formatted(publication.branch());
    }
    if (workflow.target().path() == null || publication == null) {
      return "Fetch the result: GET %1$s/result has the files, GET %1$s/patch the patch."
          .formatted(api);
    }
    return "Look at the changes; POST %s/rollback takes them back.".formatted(api);
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
