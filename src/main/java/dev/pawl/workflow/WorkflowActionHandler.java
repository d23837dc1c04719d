package dev.pawl.workflow;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.DecisionTaken;
import dev.pawl.workflow.WorkflowEvent.PauseRequested;
import dev.pawl.workflow.WorkflowEvent.PublicationRequested;
import dev.pawl.workflow.WorkflowEvent.ResumptionRequested;
import dev.pawl.workflow.WorkflowEvent.RollbackRequested;
import dev.pawl.workflow.WorkflowEvent.StepReopened;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies user actions to a workflow: checks that each is allowed, records it and executes it as far as possible. */
record WorkflowActionHandler(Workflow workflow, Instant now) {

  private void requireAllowed(WorkflowAction action) {
    var allowed = workflow.allowedActions();
    if (!allowed.contains(action)) {
      throw new ActionNotAllowedException(workflow.name(), action, workflow.status(), allowed);
    }
  }

  /**
   * Requests cancellation. A workflow that is not running ends at once; a running one ends when its node is notified.
   *
   * @param newerWorkflow the newer workflow that replaces this one; absent when a user cancels it
   */
  void cancel(@Nullable String newerWorkflow) {
    if (workflow.pendingActions().isCancelRequested()) {
      return;
    }
    requireAllowed(WorkflowAction.CANCELLATION);
    workflow.pendingActions().cancel(newerWorkflow);
    workflow.registerEvent(new CancellationRequested(newerWorkflow));
    if (workflow.status() != WorkflowStatus.RUNNING) {
      workflow.cancel(now);
    }
  }

  /** Cancels the workflow in favor of a newer one of its group, unless it can no longer be cancelled. */
  void supersede(String newerWorkflow) {
    if (workflow.allowedActions().contains(WorkflowAction.CANCELLATION)) {
      cancel(newerWorkflow);
    }
  }

  /**
   * Returns the submission of a rerun.
   *
   * @param fromStep the first step to run again; the first step that is not completed when absent
   * @throws InvalidRequestException when there is no such step
   */
  NewWorkflow rerun(@Nullable String fromStep) {
    requireAllowed(WorkflowAction.RERUN);
    var steps =
        workflow.steps().all().stream().filter(step -> !step.phase().isCompensation()).toList();
    if (fromStep != null && steps.stream().noneMatch(step -> step.name().equals(fromStep))) {
      var names = steps.stream().map(Step::name).toList();
      throw new InvalidRequestException(
          List.of(new ValidationError("/from_step", "is not one of " + String.join(", ", names))));
    }
    String firstStep =
        fromStep != null
            ? fromStep
            : steps.stream()
                .filter(step -> step.status() != StepStatus.COMPLETED)
                .findFirst()
                .orElse(steps.getFirst())
                .name();
    return workflow
        .spec()
        .rerun(workflow.plannedPhases(), new RerunOrigin(workflow.name(), firstStep));
  }

  /** Requests a pause before the next step. */
  void pause() {
    if (!workflow.pendingActions().isPauseRequested()) {
      requireAllowed(WorkflowAction.PAUSE);
      workflow.pendingActions().setPauseRequested(true);
      workflow.registerEvent(new PauseRequested());
    }
  }

  /** Resumes a paused workflow, or an ended one at its first step that is not completed. */
  void resume() {
    requireAllowed(WorkflowAction.RESUMPTION);
    if (workflow.status() == WorkflowStatus.AWAITING_DECISION) {
      decide(DecisionAnswer.CONTINUE, false, null);
      return;
    }
    workflow.resume(now);
    workflow.registerEvent(new ResumptionRequested());
    for (Step step : workflow.steps().all()) {
      if (step.canBeResumed()) {
        reopen(step);
      }
    }
    workflow.reopenPhases();
  }

  private void reopen(Step step) {
    step.reset();
    workflow.registerEvent(new StepReopened(step.name()));
  }

  /**
   * Requests the publication of a dry run, or of a result that was refused.
   *
   * @param paths the globs of the files to publish; all files when empty
   */
  void publish(List<String> paths) {
    if (workflow.pendingActions().isPublicationRequested()) {
      return;
    }
    requireAllowed(WorkflowAction.PUBLICATION);
    workflow.resume(now);
    workflow.pendingActions().requestPublication(paths);
    workflow.registerEvent(new PublicationRequested(paths));
    for (Step step : workflow.steps().all()) {
      if (step.publishes() || step.status() == StepStatus.SKIPPED) {
        reopen(step);
      }
    }
    workflow.reopenPhases();
  }

  /**
   * Requests a rollback of the published result.
   *
   * @param paths the globs of the files to roll back; all files when empty
   */
  void rollback(List<String> paths) {
    boolean alreadyRolledBack =
        workflow.status() == WorkflowStatus.ROLLED_BACK && workflow.result().publication() != null;
    if (!workflow.pendingActions().isRollbackRequested() && !alreadyRolledBack) {
      requireAllowed(WorkflowAction.ROLLBACK);
      workflow.pendingActions().requestRollback(paths);
      workflow.registerEvent(new RollbackRequested());
    }
  }

  /** Answers the open decision with its default if its deadline has passed. */
  void expireDecision() {
    workflow
        .waitState()
        .decision()
        .filter(decision -> !decision.deadline().isAfter(now))
        .ifPresent(decision -> decide(decision.otherwise(), true, null));
  }

  /** Applies the answer to the open decision; {@code timedOut} marks the default answer after the deadline. */
  void decide(DecisionAnswer answer, boolean timedOut, @Nullable String comment) {
    requireAllowed(WorkflowAction.DECISION);
    Decision decision = workflow.waitState().decision().orElseThrow();
    decision.requireOption(workflow.name(), answer, workflow.allowedActions());
    workflow.waitState().closeDecision(now);
    workflow.markRunning();
    Step step = workflow.steps().find(decision.step()).orElseThrow();
    workflow.registerEvent(new DecisionTaken(step.name(), answer, timedOut, comment));
    switch (answer) {
      case CONTINUE -> workflow.endPhase(step.phase(), now);
      case RETRY -> reopen(step);
      case ROLLBACK, ABORT ->
          workflow.apply(step, StepTransition.afterAnswer(answer, timedOut), now);
    }
  }
}
