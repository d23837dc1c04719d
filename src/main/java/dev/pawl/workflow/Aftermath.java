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

/** What follows from an attempt at a step, or from taking a result back. */
record Aftermath(Workflow workflow, Instant now) {

  /** Takes down what came of a step that runs, and what follows from it. */
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
      workflow.tell(new WarningRaised(step.name(), "left out, for it failed on them: " + files));
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

  /** Whether the same command may come further when it goes slower; a refusal or a gate would say the same again. */
  private static boolean canFallBack(StepResult came, FailureReport failure) {
    return failure.stage() == Stage.EXECUTION
        && came.outcome().failed().filter(fault -> fault.kind().isFinal()).isEmpty();
  }

  /** The phase once more, slower. */
  private void fallBack(Step failed, String why) {
    failed.again();
    failed.trying().simpler();
    workflow.tell(new PhaseFellBack(failed.phase().name(), failed.name(), why));
    workflow.tell(workflow.steps().cut(now));
    workflow.steps().in(StepStatus.PENDING).stream()
        .filter(step -> step.phase() == failed.phase())
        .forEach(step -> step.trying().simpler());
  }

  /** From the beginning, with nothing but what was asked for. */
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

  /** Whatever it is that ends the nodes which run a step, it is not run for ever. */
  void ofGivingUp(Step step) {
    String why = "%d attempts were lost with their nodes".formatted(step.trying().lost());
    step.end(StepStatus.FAILED, why, now);
    workflow.tell(new StepFailed(step.name(), step.durationMs(), why, null));
    workflow.steps().again();
    follow(step, new Consequence.End(WorkflowStatus.FAILED, EndedReason.WORKER_LOST));
  }

  void follow(Step step, Consequence consequence) {
    switch (consequence) {
      case Consequence.GoOn _ -> workflow.endPhase(step.phase(), now);
      // Whoever wants it to stop is asked nothing; what is next is its end.
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
            .forEach(later -> workflow.skip(later, step.name() + " did not go on", now));
        if (end.status() == WorkflowStatus.ROLLED_BACK) {
          workflow.result().takeBack();
        }
        compensateOrEnd(workflow.steps().toCompensate(), end);
      }
    }
  }

  /** Takes back what was done outside of the workspace, newest first, and ends after that. */
  private void compensateOrEnd(List<Step> done, Consequence.End end) {
    if (done.isEmpty() || workflow.ending().decided().isPresent() || workflow.wishes().cancel()) {
      workflow.end(end.status(), end.reason(), now);
    } else {
      workflow.ending().set(end.status(), end.reason());
      workflow.tell(new CompensationStarted(workflow.addCompensation(done).outline()));
    }
  }

  /**
   * The published result was taken back.
   *
   * @param reached the state of the target now: the snapshot, or one in between
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

  /** Others have changed the target, or taken that back: all that differs now; told once, and not after the end. */
  void noticed(List<String> paths) {
    if (!workflow.status().ended() && workflow.result().noticed(paths)) {
      workflow.tell(new TargetChangedOutside(workflow.result().outsideChanges(), paths.size()));
    }
  }

  /** The published result could not be taken back. */
  void rollbackFailed(String why) {
    workflow.wishes().rollbackDone();
    workflow.times().change(now);
    workflow.tell(new RollbackFailed(why));
  }

  /** Takes over what an earlier workflow reached on the same snapshot, up to the step that is to run again. */
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
