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

/** What people ask of a workflow: each is checked, taken down, and done at once as far as it can be. */
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
   * To stop: what has not begun ends at once, what runs ends as soon as its node knows.
   *
   * @param superseded the newer workflow that takes its place, if that is why
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

  /** To stop, because a newer one of its group takes its place; who cannot stop any more goes on. */
  void toGiveWay(String newer) {
    if (workflow.allowedActions().contains(WorkflowAction.CANCELLATION)) {
      toStop(newer);
    }
  }

  /**
   * To be done once more.
   *
   * @param from the step to begin with; the first that is not completed when absent
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

  /** To stand still before its next step. */
  void toPause() {
    if (!workflow.wishes().pause()) {
      allow(WorkflowAction.PAUSE);
      workflow.wishes().pause(true);
      wished(new PauseRequested());
    }
  }

  /** To go on: from a pause, or at its first step that did not do its work. */
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
   * To take the published result back.
   *
   * @param paths globs of the files that are meant; all when empty
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

  /** The time for an answer may be over. */
  void nobodyAnswered() {
    workflow
        .waiting()
        .open()
        .filter(open -> !open.deadline().isAfter(now))
        .ifPresent(open -> toDecide(open.otherwise(), true, null));
  }

  /** Nothing but an answer; or nobody gave one in time. */
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
