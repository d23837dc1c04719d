package dev.pawl.workflow;

import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.RecoveryAction;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkItem.StepResult;
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
record StepOutcomeHandler(Workflow workflow, Instant now) {

  /** Records the result of a running step and applies its consequences. */
  void onResult(Step step, StepResult result, RecoveryPolicy recovery) {
    result
        .outcome()
        .warnings()
        .forEach(warning -> workflow.registerEvent(new WarningRaised(step.name(), warning)));
    if (!result.verdicts().isEmpty()) {
      var verdicts = result.verdicts().stream().map(Verdict::text).toList();
      workflow.registerEvent(new GatesJudged(step.name(), result.gatesPassed(), verdicts));
    }
    if (result.failure().isEmpty()) {
      complete(step, result);
    } else {
      fail(step, result, result.failure().get(), recovery);
    }
  }

  private void complete(Step step, StepResult result) {
    if (!step.retryState().settings().without().isEmpty()) {
      String files = String.join(", ", step.retryState().settings().without());
      workflow.registerEvent(
          new WarningRaised(
              step.name(), "files skipped because the step failed on them: " + files));
    }
    step.recordResult(result, null, now);
    if (workflow.pendingEnd().end().isEmpty()) {
      workflow.result().advanceTo(result, step.publishes());
      step.checkpoint(result.tree());
    }
    step.end(StepStatus.COMPLETED, null, now);
    workflow.registerEvent(
        new StepCompleted(step.name(), step.durationMs(), result.outcome().summary()));
    apply(step, StepTransition.afterSuccess(result.outcome(), workflow.spec().interactive()));
  }

  private void fail(Step step, StepResult result, FailureReport failure, RecoveryPolicy recovery) {
    boolean overdue = workflow.pendingEnd().end().isEmpty() && now.isAfter(workflow.deadline(now));
    boolean parallel = step.phase().kind() == PhaseKind.PARALLEL;
    boolean restarted =
        workflow.pendingEnd().restartCount() > 0 || workflow.pendingEnd().end().isPresent();
    boolean late = overdue || now.isAfter(step.phase().deadline(Instant.MAX, workflow.throttle()));
    var context = step.recordFailure(result.outcome(), parallel, restarted, late);
    RecoveryAction action = recovery.actionFor(failure, context);
    FailureReport report = failure.withStrategy(action.strategy());
    step.recordResult(result, report, now);
    switch (action) {
      case RecoveryAction.Retry retry -> {
        Instant notBefore = now.plus(retry.backoff());
        step.requeue(retry.settings(), notBefore);
        int attempt = step.lastAttempt().orElseThrow().number();
        workflow.registerEvent(
            new StepRetried(
                step.name(),
                attempt,
                report.message(),
                report.type(),
                retry.strategy(),
                notBefore));
      }
      case RecoveryAction.RestartWorkflow _ -> restart(step, report.message());
      case RecoveryAction.GiveUp _
          when !overdue && canFallBack(result, failure) && step.phase().fallBack(now) ->
          fallBack(step, report.message());
      case RecoveryAction.GiveUp _ -> {
        step.end(StepStatus.FAILED, report.message(), now);
        workflow.registerEvent(
            new StepFailed(step.name(), step.durationMs(), report.message(), report));
        apply(step, StepTransition.afterFailure(step, result.outcome(), report.message(), overdue));
      }
    }
  }

  /** Returns whether a slower execution may succeed; a refusal or a failed gate would only repeat itself. */
  private static boolean canFallBack(StepResult result, FailureReport failure) {
    return failure.stage() == StepStage.EXECUTION
        && result.outcome().findFailure().filter(cause -> cause.kind().isFinal()).isEmpty();
  }

  /** Repeats the phase with reduced parallelism and simplified attempt settings. */
  private void fallBack(Step failed, String reason) {
    failed.requeue();
    failed.retryState().scheduleSimplifiedRetry();
    workflow.registerEvent(new PhaseFellBack(failed.phase().name(), failed.name(), reason));
    workflow.registerEvents(workflow.steps().interruptRunning(now));
    workflow.steps().withStatus(StepStatus.PENDING).stream()
        .filter(step -> step.phase() == failed.phase())
        .forEach(step -> step.retryState().scheduleSimplifiedRetry());
  }

  /** Restarts the workflow from its first step and discards all intermediate results. */
  private void restart(Step failed, String reason) {
    workflow.registerEvents(workflow.steps().interruptRunning(now));
    for (Step step : workflow.steps().all()) {
      if (step.status() != StepStatus.PENDING) {
        step.requeue();
      }
    }
    workflow.reopenPhases();
    workflow.result().clear();
    workflow.pendingEnd().incrementRestarts();
    workflow.registerEvent(new WorkflowRestarted(failed.name(), reason));
  }

  /** Fails a step whose attempts were repeatedly lost with their nodes (poison step). */
  void onAttemptsExhausted(Step step) {
    String reason =
        "%d attempts were lost with their nodes".formatted(step.retryState().lostAttempts());
    step.end(StepStatus.FAILED, reason, now);
    workflow.registerEvent(new StepFailed(step.name(), step.durationMs(), reason, null));
    workflow.steps().requeueRunning();
    apply(step, new StepTransition.End(WorkflowStatus.FAILED, EndedReason.WORKER_LOST));
  }

  /** Applies a transition after a step. */
  void apply(Step step, StepTransition transition) {
    switch (transition) {
      case StepTransition.Continue _ -> workflow.endPhase(step.phase(), now);
      // A requested cancellation makes the decision obsolete; the workflow ends next.
      case StepTransition.AwaitDecision _ when workflow.pendingActions().isCancelRequested() -> {}
      case StepTransition.AwaitDecision decision -> {
        workflow.registerEvents(workflow.steps().interruptRunning(now));
        workflow.awaitDecision(workflow.spec().createDecision(step.name(), decision, now));
      }
      case StepTransition.End end -> {
        workflow.registerEvents(workflow.steps().interruptRunning(now));
        workflow.endPhase(step.phase(), now);
        workflow
            .steps()
            .withStatus(StepStatus.PENDING)
            .forEach(pending -> workflow.skip(pending, step.name() + " ended the workflow", now));
        if (end.status() == WorkflowStatus.ROLLED_BACK) {
          workflow.result().resetToSnapshot();
        }
        compensateOrEnd(workflow.steps().findCompensable(), end);
      }
    }
  }

  /** Ends the workflow, after compensating effects outside the workspace, newest first, if there are any. */
  private void compensateOrEnd(List<Step> completed, StepTransition.End end) {
    if (completed.isEmpty()
        || workflow.pendingEnd().end().isPresent()
        || workflow.pendingActions().isCancelRequested()) {
      workflow.end(end.status(), end.reason(), now);
    } else {
      workflow.pendingEnd().set(end.status(), end.reason());
      workflow.registerEvent(
          new CompensationStarted(workflow.addCompensation(completed).outline()));
    }
  }

  /**
   * Records that the published result was rolled back.
   *
   * @param tree the tree of the target now: the snapshot, or an intermediate tree after a partial rollback
   */
  void onRollbackCompleted(String tree) {
    workflow.timestamps().touch(now);
    if (!workflow.result().isBasedOn(tree)) {
      workflow.registerEvent(new FilesRolledBack(workflow.pendingActions().rollbackPaths()));
      workflow.pendingActions().clearRollback();
      workflow.result().restore(tree);
      return;
    }
    List<Step> completed = workflow.steps().findCompensable();
    workflow.registerEvents(workflow.steps().markRolledBack());
    compensateOrEnd(
        completed, new StepTransition.End(WorkflowStatus.ROLLED_BACK, workflow.endedReason()));
  }

  /** Records the external changes of the target and registers an event, if they are new and the workflow is open. */
  void onExternalChanges(List<String> paths) {
    if (!workflow.status().isEnded() && workflow.result().recordExternalChanges(paths)) {
      workflow.registerEvent(
          new TargetChangedOutside(workflow.result().externalChanges(), paths.size()));
    }
  }

  /** Records that the published result could not be rolled back. */
  void onRollbackFailed(String reason) {
    workflow.pendingActions().clearRollback();
    workflow.timestamps().touch(now);
    workflow.registerEvent(new RollbackFailed(reason));
  }

  /** Reuses the results of an earlier workflow on the same snapshot, up to the first step that runs again. */
  void reuseResults(Claim claim, Workflow origin, String fromStep) {
    for (Step step : workflow.steps().all()) {
      if (step.name().equals(fromStep)) {
        return;
      }
      Optional<Step> originalStep = origin.steps().find(step.name());
      if (step.status() == StepStatus.PENDING && originalStep.flatMap(Step::outcome).isPresent()) {
        if (step.phase().start(now)) {
          workflow.registerEvent(new PhaseStarted(step.phase().name()));
        }
        step.reuse(claim, originalStep.get(), origin.name(), now);
        originalStep.get().tree().ifPresent(workflow.result()::restore);
        workflow.registerEvent(new StepReused(step.name(), origin.name()));
        workflow.endPhase(step.phase(), now);
      }
    }
  }
}
