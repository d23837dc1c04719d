package dev.pawl.workflow;

import dev.pawl.gate.Verdict;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.Recovery;
import dev.pawl.recovery.Remedy;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkflowEvent.CompensationStarted;
import dev.pawl.workflow.WorkflowEvent.FilesRolledBack;
import dev.pawl.workflow.WorkflowEvent.GatesJudged;
import dev.pawl.workflow.WorkflowEvent.PhaseFellBack;
import dev.pawl.workflow.WorkflowEvent.PhaseStarted;
import dev.pawl.workflow.WorkflowEvent.RollbackFailed;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepRetried;
import dev.pawl.workflow.WorkflowEvent.StepReused;
import dev.pawl.workflow.WorkflowEvent.TargetChangedOutside;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import dev.pawl.workflow.WorkflowEvent.WorkflowRestarted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Applies the result of a step or of a rollback to the workflow and decides how the workflow proceeds. */
record Aftermath(Workflow workflow, Instant now) {

  /** Records the result of a running step and applies its consequences. */
  void of(Step step, StepResult came, Recovery recovery) {
    came.outcome()
        .warnings()
        .forEach(warning -> workflow.tell(new WarningRaised(step.name(), warning)));
    if (!came.verdicts().isEmpty()) {
      var verdicts = came.verdicts().stream().map(Verdict::text).toList();
      workflow.tell(new GatesJudged(step.name(), came.passed(), verdicts));
    }
    if (came.fault().isEmpty()) {
      complete(step, came);
    } else {
      fail(step, came, came.fault().get(), recovery);
    }
  }

  private void complete(Step step, StepResult came) {
    if (!step.trying().conditions().without().isEmpty()) {
      String files = String.join(", ", step.trying().conditions().without());
      workflow.tell(
          new WarningRaised(
              step.name(), "files skipped because the step failed on them: " + files));
    }
    step.took(came, null, now);
    if (workflow.ending().decided().isEmpty()) {
      workflow.result().reached(came, step.publishes());
      step.reached(came.tree());
    }
    step.end(StepStatus.COMPLETED, null, now);
    workflow.tell(new StepCompleted(step.name(), step.durationMs(), came.outcome().summary()));
    follow(step, Consequence.ofSuccess(came.outcome(), workflow.request().interactive()));
  }

  private void fail(Step step, StepResult came, FailureReport failure, Recovery recovery) {
    boolean overdue = workflow.ending().decided().isEmpty() && now.isAfter(workflow.deadline(now));
    boolean parallel = step.phase().kind() == PhaseKind.PARALLEL;
    boolean restarted = workflow.ending().restarts() > 0 || workflow.ending().decided().isPresent();
    boolean late = overdue || now.isAfter(step.phase().deadline(Instant.MAX, workflow.pace()));
    var situation = step.situation(came.outcome(), parallel, restarted, late);
    Remedy remedy = recovery.remedy(failure, situation);
    FailureReport report = failure.answered(remedy.strategy());
    step.took(came, report, now);
    switch (remedy) {
      case Remedy.Again again -> {
        Instant notBefore = now.plus(again.pause());
        step.again(again.conditions(), notBefore);
        int attempt = step.lastAttempt().orElseThrow().number();
        workflow.tell(
            new StepRetried(
                step.name(),
                attempt,
                report.message(),
                report.type(),
                again.strategy(),
                notBefore));
      }
      case Remedy.Restart _ -> restart(step, report.message());
      case Remedy.Manual _
          when !overdue && canFallBack(came, failure) && step.phase().fallBack(now) ->
          fallBack(step, report.message());
      case Remedy.Manual _ -> {
        step.end(StepStatus.FAILED, report.message(), now);
        workflow.tell(new StepFailed(step.name(), step.durationMs(), report.message(), report));
        follow(step, Consequence.ofFailure(step, came.outcome(), report.message(), overdue));
      }
    }
  }

  /** Returns whether a slower execution may succeed; a refusal or a failed gate would only repeat itself. */
  private static boolean canFallBack(StepResult came, FailureReport failure) {
    return failure.stage() == Stage.EXECUTION
        && came.outcome().failed().filter(fault -> fault.kind().isFinal()).isEmpty();
  }

  /** Repeats the phase with reduced parallelism and simplified attempt settings. */
  private void fallBack(Step failed, String why) {
    failed.again();
    failed.trying().simpler();
    workflow.tell(new PhaseFellBack(failed.phase().name(), failed.name(), why));
    workflow.tell(workflow.steps().cut(now));
    workflow.steps().in(StepStatus.PENDING).stream()
        .filter(step -> step.phase() == failed.phase())
        .forEach(step -> step.trying().simpler());
  }

  /** Restarts the workflow from its first step and discards all intermediate results. */
  private void restart(Step failed, String why) {
    workflow.tell(workflow.steps().cut(now));
    for (Step step : workflow.steps().all()) {
      if (step.status() != StepStatus.PENDING) {
        step.again();
      }
    }
    workflow.reopenPhases();
    workflow.result().forget();
    workflow.ending().restarted();
    workflow.tell(new WorkflowRestarted(failed.name(), why));
  }

  /** Fails a step whose attempts were repeatedly lost with their nodes (poison step). */
  void ofGivingUp(Step step) {
    String why = "%d attempts were lost with their nodes".formatted(step.trying().lost());
    step.end(StepStatus.FAILED, why, now);
    workflow.tell(new StepFailed(step.name(), step.durationMs(), why, null));
    workflow.steps().again();
    follow(step, new Consequence.End(WorkflowStatus.FAILED, EndedReason.WORKER_LOST));
  }

  /** Applies a transition after a step. */
  void follow(Step step, Consequence consequence) {
    switch (consequence) {
      case Consequence.GoOn _ -> workflow.endPhase(step.phase(), now);
      // A requested cancellation makes the decision obsolete; the workflow ends next.
      case Consequence.Ask _ when workflow.wishes().cancel() -> {}
      case Consequence.Ask ask -> {
        workflow.tell(workflow.steps().cut(now));
        workflow.await(workflow.request().ask(step.name(), ask, now));
      }
      case Consequence.End end -> {
        workflow.tell(workflow.steps().cut(now));
        workflow.endPhase(step.phase(), now);
        workflow
            .steps()
            .in(StepStatus.PENDING)
            .forEach(later -> workflow.skip(later, step.name() + " ended the workflow", now));
        if (end.status() == WorkflowStatus.ROLLED_BACK) {
          workflow.result().takeBack();
        }
        compensateOrEnd(workflow.steps().toCompensate(), end);
      }
    }
  }

  /** Ends the workflow, after compensating effects outside the workspace, newest first, if there are any. */
  private void compensateOrEnd(List<Step> done, Consequence.End end) {
    if (done.isEmpty() || workflow.ending().decided().isPresent() || workflow.wishes().cancel()) {
      workflow.end(end.status(), end.reason(), now);
    } else {
      workflow.ending().set(end.status(), end.reason());
      workflow.tell(new CompensationStarted(workflow.addCompensation(done).outline()));
    }
  }

  /**
   * Records that the published result was rolled back.
   *
   * @param reached the tree of the target now: the snapshot, or an intermediate tree after a partial rollback
   */
  void rolledBack(String reached) {
    workflow.times().change(now);
    if (!workflow.result().startedFrom(reached)) {
      workflow.tell(new FilesRolledBack(workflow.wishes().rollbackPaths()));
      workflow.wishes().rollbackDone();
      workflow.result().goTo(reached);
      return;
    }
    List<Step> done = workflow.steps().toCompensate();
    workflow.tell(workflow.steps().rolledBack());
    compensateOrEnd(done, new Consequence.End(WorkflowStatus.ROLLED_BACK, workflow.endedReason()));
  }

  /** Records the external changes of the target and registers an event, if they are new and the workflow is open. */
  void noticed(List<String> paths) {
    if (!workflow.status().ended() && workflow.result().noticed(paths)) {
      workflow.tell(new TargetChangedOutside(workflow.result().outsideChanges(), paths.size()));
    }
  }

  /** Records that the published result could not be rolled back. */
  void rollbackFailed(String why) {
    workflow.wishes().rollbackDone();
    workflow.times().change(now);
    workflow.tell(new RollbackFailed(why));
  }

  /** Reuses the results of an earlier workflow on the same snapshot, up to the first step that runs again. */
  void reuse(Claim claim, Workflow origin, String from) {
    for (Step step : workflow.steps().all()) {
      if (step.name().equals(from)) {
        return;
      }
      Optional<Step> known = origin.steps().find(step.name());
      if (step.status() == StepStatus.PENDING && known.flatMap(Step::outcome).isPresent()) {
        if (step.phase().start(now)) {
          workflow.tell(new PhaseStarted(step.phase().name()));
        }
        step.reuse(claim, known.get(), origin.name(), now);
        known.get().tree().ifPresent(workflow.result()::goTo);
        workflow.tell(new StepReused(step.name(), origin.name()));
        workflow.endPhase(step.phase(), now);
      }
    }
  }
}
