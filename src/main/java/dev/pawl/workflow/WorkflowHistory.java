package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.EventView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rebuilds earlier states of a workflow by folding its events. What an event does not contain comes from the recorded
 * workflow, as far as it never changes: the specification, the plan, and the results of ended attempts.
 */
final class WorkflowHistory {

  private static final Map<String, Class<? extends WorkflowEvent>> EVENT_CLASSES =
      Arrays.stream(WorkflowEvent.class.getPermittedSubclasses())
          .<Class<? extends WorkflowEvent>>map(event -> event.asSubclass(WorkflowEvent.class))
          .collect(Collectors.toUnmodifiableMap(WorkflowEvent::eventType, Function.identity()));

  private final Workflow recorded;
  private final Workflow state;

  private WorkflowHistory(Workflow recorded) {
    this.recorded = recorded;
    this.state = Workflow.asSubmitted(recorded);
  }

  /**
   * Returns a workflow as it was after some of its events.
   *
   * @param events the events from the first one on, without gaps
   */
  static Workflow fold(Workflow recorded, List<EventView> events) {
    var history = new WorkflowHistory(recorded);
    for (EventView event : events) {
      history.state.replayEvent(event.at());
      history.apply(read(event), event.at());
    }
    return history.state;
  }

  private static WorkflowEvent read(EventView stored) {
    Class<? extends WorkflowEvent> event = EVENT_CLASSES.get(stored.type());
    if (event == null) {
      throw new IllegalStateException("unknown type of event: " + stored.type());
    }
    return JsonColumnConfiguration.MAPPER.readValue(stored.data(), event);
  }

  private void apply(WorkflowEvent event, Instant at) {
    PendingActions actions = state.pendingActions();
    WorkflowResult result = state.result();
    switch (event) {
      case WorkflowEvent.WorkflowSubmitted _,
          WorkflowEvent.WorkflowResumed _,
          WorkflowEvent.GatesJudged _,
          WorkflowEvent.WarningRaised _,
          WorkflowEvent.ToolsRepinned _,
          WorkflowEvent.PublicationUndone _ -> {}
      case WorkflowEvent.WorkflowStarted _ -> state.replayStart(at);
      case WorkflowEvent.PhaseStarted(String name) ->
          phase(name).replay(StepStatus.RUNNING, at, null);
      case WorkflowEvent.PhaseEnded(String name, StepStatus status) ->
          phase(name).replay(status, phase(name).startedAt(), at);
      case WorkflowEvent.PhaseReopened(String name, StepStatus status) ->
          phase(name).replay(status, phase(name).startedAt(), null);
      case WorkflowEvent.PlanAdjusted adjustment -> state.throttle().replay(adjustment);
      case WorkflowEvent.PhaseFellBack fallback -> {
        end(fallback.step(), StepStatus.PENDING, at);
        phase(fallback.phase()).replayFallBack(at);
        state.replayFirstAttempt(recorded);
      }
      case WorkflowEvent.TargetChangedOutside change ->
          result.recordExternalChanges(change.files());
      case WorkflowEvent.StepStarted start -> start(start.step(), at);
      case WorkflowEvent.AttemptLost lost -> end(lost.step(), StepStatus.PENDING, at);
      case WorkflowEvent.AttemptInterrupted interruption ->
          end(interruption.step(), StepStatus.PENDING, at);
      case WorkflowEvent.AttemptCut cut -> end(cut.step(), StepStatus.PENDING, at);
      case WorkflowEvent.StepRetried retry -> {
        end(retry.step(), StepStatus.PENDING, at);
        step(retry.step()).retryState().replayBackoff(retry.notBefore());
        state.replayFirstAttempt(recorded);
      }
      case WorkflowEvent.StepReused reuse -> {
        start(reuse.step(), at);
        end(reuse.step(), StepStatus.COMPLETED, at);
        result.replay(result.snapshot(), reuse.tree());
      }
      case WorkflowEvent.StepReopened(String name) -> {
        end(name, StepStatus.PENDING, at);
        step(name).retryState().replayBackoff(null);
      }
      case WorkflowEvent.StepRolledBack(String name) -> step(name).markRolledBack();
      case WorkflowEvent.StepWaiting wait -> step(wait.step()).retryState().waitFor(wait.what());
      case WorkflowEvent.StepAdmitted(String name) -> step(name).retryState().waitFor(null);
      case WorkflowEvent.StepCompleted completed -> complete(completed, at);
      case WorkflowEvent.StepFailed failed -> {
        end(failed.step(), StepStatus.FAILED, at);
        if (failed.snapshot() != null) {
          result.recordExamined(failed.snapshot());
        }
        state.replayFirstAttempt(recorded);
      }
      case WorkflowEvent.StepSkipped skipped -> end(skipped.step(), StepStatus.SKIPPED, at);
      case WorkflowEvent.StepCancelled(String name) -> end(name, StepStatus.CANCELLED, at);
      case WorkflowEvent.DecisionOpened opened -> openDecision(opened, at);
      case WorkflowEvent.DecisionTaken _ -> {
        closeDecision(at);
        state.replayStatus(WorkflowStatus.RUNNING, null, state.endedAt());
      }
      case WorkflowEvent.CancellationRequested request -> actions.cancel(request.superseded());
      case WorkflowEvent.PauseRequested _ -> actions.setPauseRequested(true);
      case WorkflowEvent.ResumptionRequested _ -> {
        actions.clearCancelAndPause();
        result.clearExamined();
        state.replayStatus(WorkflowStatus.RUNNING, null, null);
      }
      case WorkflowEvent.WorkflowRestarted _ -> {
        state.steps().all().stream()
            .filter(step -> step.status() != StepStatus.PENDING)
            .forEach(step -> end(step.name(), StepStatus.PENDING, at));
        state.replayRestart();
      }
      case WorkflowEvent.WorkspaceRolledBack _ -> result.resetToSnapshot();
      case WorkflowEvent.WorkflowEnding(WorkflowStatus status, EndedReason reason) ->
          actions.endAfterCompensation(new StepTransition.End(status, reason));
      case WorkflowEvent.CompensationStarted compensation ->
          state.phases().add(recordedPhase(compensation.phase().phase()).asPlanned(state));
      case WorkflowEvent.LockAwaited wait -> state.waitState().awaitLock(wait.resource());
      case WorkflowEvent.LockWaitEnded _ -> state.waitState().awaitLock(null);
      case WorkflowEvent.NodeAwaited wait ->
          state.waitState().awaitNode(new NodeWait(at, wait.reason(), wait.missing()));
      case WorkflowEvent.NodeWaitEnded _ -> state.waitState().awaitNode(null);
      case WorkflowEvent.RollbackRequested _ -> actions.requestRollback(List.of());
      case WorkflowEvent.FilesRolledBack rollback -> {
        actions.clearRollback();
        if (rollback.tree() != null) {
          result.rollBackTo(rollback.tree());
        }
      }
      case WorkflowEvent.RollbackFailed _ -> actions.clearRollback();
      case WorkflowEvent.PublicationRequested(List<String> paths) -> {
        actions.requestPublication(paths);
        state.replayStatus(WorkflowStatus.RUNNING, null, null);
      }
      case WorkflowEvent.WorkflowEnded(
              WorkflowStatus status,
              EndedReason reason,
              String message) -> {
        closeDecision(at);
        actions.clearEnd();
        actions.clearRollback();
        actions.clearPublication();
        actions.setPauseRequested(false);
        state.replayStatus(status, reason, at);
        state.replayEndedMessage(message);
      }
    }
  }

  private void complete(WorkflowEvent.StepCompleted completed, Instant at) {
    end(completed.step(), StepStatus.COMPLETED, at);
    Step step = step(completed.step());
    state.result().replay(completed.snapshot(), completed.tree());
    state.replayFirstAttempt(recorded);
    if (step.publishes()) {
      state.result().replayPublication(step.outcome().map(Publication::of).orElse(null));
    }
  }

  private void openDecision(WorkflowEvent.DecisionOpened opened, Instant at) {
    DecisionAnswer otherwise =
        opened.otherwise() == null ? DecisionAnswer.ABORT : opened.otherwise();
    state
        .waitState()
        .openDecision(
            new Decision(
                opened.step(),
                opened.reason(),
                opened.options(),
                otherwise,
                at,
                opened.deadline(),
                opened.paused()));
    if (opened.paused()) {
      state.pendingActions().setPauseRequested(false);
    }
    state.replayStatus(WorkflowStatus.AWAITING_DECISION, null, state.endedAt());
  }

  private void closeDecision(Instant at) {
    if (state.waitState().decision().isPresent()) {
      state.waitState().closeDecision(at);
    }
  }

  private void start(String name, Instant at) {
    step(name).replayStart(recordedAttempts(name).get(step(name).attempts().size()), at);
  }

  private void end(String name, StepStatus status, Instant at) {
    step(name).replayEnd(status, recordedAttempts(name), at);
  }

  private List<Attempt> recordedAttempts(String step) {
    return recorded.steps().find(step).orElseThrow().attempts();
  }

  private Step step(String name) {
    return state.steps().find(name).orElseThrow();
  }

  private Phase phase(String name) {
    return find(state, name);
  }

  private Phase recordedPhase(String name) {
    return find(recorded, name);
  }

  private static Phase find(Workflow workflow, String name) {
    return workflow.phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
