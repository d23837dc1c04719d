package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.DecisionTaken;
import dev.pawl.workflow.WorkflowEvent.PauseRequested;
import dev.pawl.workflow.WorkflowEvent.ResumptionRequested;
import dev.pawl.workflow.WorkflowEvent.RollbackRequested;
import dev.pawl.workflow.WorkflowEvent.StepReopened;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies user actions to a workflow: checks that each is allowed, records it and executes it as far as possible. */
record Asked(Workflow workflow, Instant now) {

  private void allow(WorkflowAction action) {
    var allowed = workflow.allowedActions();
    if (!allowed.contains(action)) {
      throw new ActionNotAllowed(workflow.name(), action, workflow.status(), allowed);
    }
  }

  private void wished(WorkflowEvent event) {
    workflow.times().change(now);
    workflow.tell(event);
  }

  /**
   * Requests cancellation. A workflow that is not running ends at once; a running one ends when its node is notified.
   *
   * @param superseded the newer workflow that replaces this one; absent when a user cancels it
   */
  void toStop(@Nullable String superseded) {
    if (workflow.wishes().cancel()) {
      return;
    }
    allow(WorkflowAction.CANCELLATION);
    workflow.wishes().cancel(superseded);
    wished(new CancellationRequested(superseded));
    if (workflow.status() != WorkflowStatus.RUNNING) {
      workflow.waiting().open().ifPresent(open -> workflow.waiting().close(now));
      workflow.cancel(now);
    }
  }

  /** Cancels the workflow in favor of a newer one of its group, unless it can no longer be cancelled. */
  void toGiveWay(String newer) {
    if (workflow.allowedActions().contains(WorkflowAction.CANCELLATION)) {
      toStop(newer);
    }
  }

  /**
   * Returns the submission of a rerun.
   *
   * @param from the first step to run again; the first step that is not completed when absent
   * @throws InvalidRequest when there is no such step
   */
  Accepted again(@Nullable String from) {
    allow(WorkflowAction.RERUN);
    var steps = workflow.steps().all().stream().filter(s -> !s.phase().compensates()).toList();
    if (from != null && steps.stream().noneMatch(step -> step.name().equals(from))) {
      var names = steps.stream().map(Step::name).toList();
      throw new InvalidRequest(
          List.of(new Fault("/from_step", "is not one of " + String.join(", ", names))));
    }
    String first =
        from != null
            ? from
            : steps.stream()
                .filter(step -> step.status() != StepStatus.COMPLETED)
                .findFirst()
                .orElse(steps.getFirst())
                .name();
    return workflow.request().again(workflow.planned(), new Origin(workflow.name(), first));
  }

  /** Requests a pause before the next step. */
  void toPause() {
    if (!workflow.wishes().pause()) {
      allow(WorkflowAction.PAUSE);
      workflow.wishes().pause(true);
      wished(new PauseRequested());
    }
  }

  /** Resumes a paused workflow, or an ended one at its first step that is not completed. */
  void toGoOn() {
    allow(WorkflowAction.RESUMPTION);
    if (workflow.status() == WorkflowStatus.AWAITING_DECISION) {
      toDecide(Answer.CONTINUE, false, null);
      return;
    }
    workflow.run();
    workflow.wishes().goOn();
    workflow.waiting().credit(workflow.times().resume(now));
    wished(new ResumptionRequested());
    for (Step step : workflow.steps().all()) {
      if (step.canBeResumed()) {
        reopen(step);
      }
    }
    workflow.reopenPhases();
  }

  private void reopen(Step step) {
    step.retry();
    workflow.tell(new StepReopened(step.name()));
  }

  /**
   * Requests a rollback of the published result.
   *
   * @param paths the globs of the files to roll back; all files when empty
   */
  void toRollBack(List<String> paths) {
    boolean done =
        workflow.status() == WorkflowStatus.ROLLED_BACK && workflow.result().publication() != null;
    if (!workflow.wishes().rollback() && !done) {
      allow(WorkflowAction.ROLLBACK);
      workflow.wishes().rollback(paths);
      wished(new RollbackRequested());
    }
  }

  /** Answers the open decision with its default if its deadline has passed. */
  void nobodyAnswered() {
    workflow
        .waiting()
        .open()
        .filter(open -> !open.deadline().isAfter(now))
        .ifPresent(open -> toDecide(open.otherwise(), true, null));
  }

  /** Applies the answer to the open decision; {@code timedOut} marks the default answer after the deadline. */
  void toDecide(Answer answer, boolean timedOut, @Nullable String comment) {
    allow(WorkflowAction.DECISION);
    Decision open = workflow.waiting().open().orElseThrow();
    open.check(workflow.name(), answer, workflow.allowedActions());
    workflow.waiting().close(now);
    workflow.run();
    Step step = workflow.steps().find(open.step()).orElseThrow();
    wished(new DecisionTaken(step.name(), answer, timedOut, comment));
    switch (answer) {
      case CONTINUE -> workflow.endPhase(step.phase(), now);
      case RETRY -> reopen(step);
      case ROLLBACK, ABORT ->
          new Aftermath(workflow, now).follow(step, Consequence.ofAnswer(answer, timedOut));
    }
  }
}
