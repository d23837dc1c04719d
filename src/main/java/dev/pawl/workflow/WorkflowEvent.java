package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.RecoveryStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A domain event: one state change of a workflow. */
public sealed interface WorkflowEvent {

  /**
   * Published within the transaction of each workflow event; listeners with effects outside the database must wait for
   * the commit.
   *
   * @param type the type of the workflow
   * @param target the name of the target
   * @param startedAt the time of the first start; absent while the workflow is queued
   * @param sequence the number of the event within its workflow, from 1, without gaps
   * @param at the time of the event
   * @param state the workflow after the change, which can be read until the transaction ends
   */
  record WorkflowChanged(
      UUID id,
      String workflow,
      String type,
      String target,
      int priority,
      @Nullable Instant startedAt,
      long sequence,
      Instant at,
      WorkflowEvent event,
      State state) {}

  /** The state of a workflow after a change; read it only within the transaction of the change. */
  interface State {

    /** Returns the requested callback; empty if there is none. */
    Optional<CallbackRequest> callback();

    /** Returns the verdict so far. */
    WorkflowVerdict verdict();
  }

  /**
   * A stored event of a workflow.
   *
   * @param sequence the number of the event within its workflow, from 1, without gaps
   * @param type the type of the event, such as {@code step_completed}
   * @param at the time of the event
   * @param data the fields of the event, which depend on its type
   */
  @Schema(name = "WorkflowEvent")
  record EventView(
      long sequence,
      String type,
      Instant at,
      @JsonRawValue @Schema(types = "object") String data) {}

  /** The outline of a planned step. */
  record StepOutline(String step, String command) {}

  /** The outline of a planned phase. */
  record PhaseOutline(String phase, PhaseKind kind, List<StepOutline> steps) {}

  /** The workflow was accepted and stored. */
  @JsonTypeName("workflow_submitted")
  record WorkflowSubmitted(
      String workflowType, String target, boolean dryRun, List<PhaseOutline> phases)
      implements WorkflowEvent {}

  /** A node claimed the workflow for the first time. */
  @JsonTypeName("workflow_started")
  record WorkflowStarted(String node, long epoch) implements WorkflowEvent {}

  /** A node claimed a workflow that had already started. */
  @JsonTypeName("workflow_resumed")
  record WorkflowResumed(String node, long epoch) implements WorkflowEvent {}

  /** A phase started with its first step. */
  @JsonTypeName("phase_started")
  record PhaseStarted(String phase) implements WorkflowEvent {}

  /** A phase ended with its last step. */
  @JsonTypeName("phase_ended")
  record PhaseEnded(String phase, StepStatus status) implements WorkflowEvent {}

  /**
   * The parallelism or the timeouts of the rest of an adaptive plan were adjusted.
   *
   * @param used the used share of the phase timeout, in percent
   * @param maxParallel the new maximum number of parallel steps
   * @param timeouts the new timeouts, in percent of the planned ones
   */
  @JsonTypeName("plan_adjusted")
  record PlanAdjusted(String phase, long used, int maxParallel, int timeouts)
      implements WorkflowEvent {}

  /** A phase of an adaptive plan failed and is repeated sequentially with simplified settings. */
  @JsonTypeName("phase_fell_back")
  record PhaseFellBack(String phase, String step, String why) implements WorkflowEvent {}

  /**
   * The target was changed externally while the workflow runs; these changes are not overwritten.
   *
   * @param files the first changed files
   * @param count the number of all changed files
   */
  @JsonTypeName("target_changed_outside")
  record TargetChangedOutside(List<String> files, int count) implements WorkflowEvent {}

  /** An attempt to run a step started. */
  @JsonTypeName("step_started")
  record StepStarted(String step, String command, int attempt) implements WorkflowEvent {}

  /** An attempt was cancelled because its node was lost. */
  @JsonTypeName("attempt_lost")
  record AttemptLost(String step, int attempt) implements WorkflowEvent {}

  /** An attempt was cancelled because its node shut down, which does not count as lost. */
  @JsonTypeName("attempt_interrupted")
  record AttemptInterrupted(String step, int attempt) implements WorkflowEvent {}

  /** An attempt was cancelled because a parallel step failed. */
  @JsonTypeName("attempt_cut")
  record AttemptCut(String step, int attempt) implements WorkflowEvent {}

  /**
   * An attempt failed, and the step is retried.
   *
   * @param strategy the recovery strategy
   * @param notBefore the end of the backoff
   */
  @JsonTypeName("step_retried")
  record StepRetried(
      String step,
      int attempt,
      String why,
      FailureType type,
      RecoveryStrategy strategy,
      Instant notBefore)
      implements WorkflowEvent {}

  /**
   * The outcome of an earlier workflow on the same content was reused.
   *
   * @param tree the git tree of the latest result after the step
   */
  @JsonTypeName("step_reused")
  record StepReused(String step, String from, @Nullable String tree) implements WorkflowEvent {}

  /** An ended step will run again. */
  @JsonTypeName("step_reopened")
  record StepReopened(String step) implements WorkflowEvent {}

  /** The changes of a step were rolled back. */
  @JsonTypeName("step_rolled_back")
  record StepRolledBack(String step) implements WorkflowEvent {}

  /** A step waits for a resource, such as a free agent. */
  @JsonTypeName("step_waiting")
  record StepWaiting(String step, String what) implements WorkflowEvent {}

  /** A step no longer waits. */
  @JsonTypeName("step_admitted")
  record StepAdmitted(String step) implements WorkflowEvent {}

  /**
   * A step completed.
   *
   * @param snapshot the git tree of the snapshot of the workflow; absent when it has none
   * @param tree the git tree of the latest result after the step; absent when there is none
   */
  @JsonTypeName("step_completed")
  record StepCompleted(
      String step,
      long durationMs,
      String summary,
      @Nullable String snapshot,
      @Nullable String tree)
      implements WorkflowEvent {}

  /**
   * A step failed, because of its command or of a gate.
   *
   * @param snapshot the examined snapshot if the step was the first of the workflow and ended it; null otherwise
   */
  @JsonTypeName("step_failed")
  record StepFailed(
      String step,
      long durationMs,
      String why,
      @Nullable FailureReport report,
      @Nullable String snapshot)
      implements WorkflowEvent {}

  /** A step was skipped. */
  @JsonTypeName("step_skipped")
  record StepSkipped(String step, String why) implements WorkflowEvent {}

  /** A pending or running step was cancelled with its workflow. */
  @JsonTypeName("step_cancelled")
  record StepCancelled(String step) implements WorkflowEvent {}

  /** The gates of a step were evaluated. */
  @JsonTypeName("gates_judged")
  record GatesJudged(String step, boolean passed, List<String> verdicts) implements WorkflowEvent {}

  /** A step or the plan reported a warning. */
  @JsonTypeName("warning_raised")
  record WarningRaised(String step, String warning) implements WorkflowEvent {}

  /**
   * The workflow waits for a decision.
   *
   * @param otherwise the default answer after the deadline; absent in events of earlier versions, where it is abort
   */
  @JsonTypeName("decision_opened")
  record DecisionOpened(
      String step,
      String reason,
      List<DecisionAnswer> options,
      Instant deadline,
      boolean paused,
      @Nullable DecisionAnswer otherwise)
      implements WorkflowEvent {}

  /** An ended phase was reopened. */
  @JsonTypeName("phase_reopened")
  record PhaseReopened(String phase, StepStatus status) implements WorkflowEvent {}

  /**
   * A decision was answered, or timed out with its default answer.
   *
   * @param comment the comment of the user
   */
  @JsonTypeName("decision_taken")
  record DecisionTaken(
      String step, DecisionAnswer answer, boolean timedOut, @Nullable String comment)
      implements WorkflowEvent {}

  /**
   * Cancellation was requested.
   *
   * @param superseded the newer workflow of the concurrency group that replaces this one; absent when a user cancels it
   */
  @JsonTypeName("cancellation_requested")
  record CancellationRequested(@Nullable String superseded) implements WorkflowEvent {}

  /** A pause before the next step was requested. */
  @JsonTypeName("pause_requested")
  record PauseRequested() implements WorkflowEvent {}

  /** The resumption of an ended workflow was requested. */
  @JsonTypeName("resumption_requested")
  record ResumptionRequested() implements WorkflowEvent {}

  /**
   * The publication of a dry run, or of a result that was refused, was requested.
   *
   * @param paths the globs of the files to publish; all files when empty
   */
  @JsonTypeName("publication_requested")
  record PublicationRequested(List<String> paths) implements WorkflowEvent {}

  /** The whole workflow was restarted. */
  @JsonTypeName("workflow_restarted")
  record WorkflowRestarted(String step, String why) implements WorkflowEvent {}

  /** The unpublished changes of all steps were discarded: the result is the snapshot again. */
  @JsonTypeName("workspace_rolled_back")
  record WorkspaceRolledBack() implements WorkflowEvent {}

  /** The workflow ends with this status once its compensations are done and its publication is undone. */
  @JsonTypeName("workflow_ending")
  record WorkflowEnding(WorkflowStatus status, EndedReason reason) implements WorkflowEvent {}

  /** The compensation of completed steps started, newest first. */
  @JsonTypeName("compensation_started")
  record CompensationStarted(PhaseOutline phase) implements WorkflowEvent {}

  /** The workflow waits for a lock that another workflow holds. */
  @JsonTypeName("lock_awaited")
  record LockAwaited(String resource, String heldBy, int position) implements WorkflowEvent {}

  /** The workflow no longer waits for a lock, because it has acquired the lock or needs it no more. */
  @JsonTypeName("lock_wait_ended")
  record LockWaitEnded(String resource) implements WorkflowEvent {}

  /**
   * The workflow waits for a node that can run it.
   *
   * @param missing what each live node lacks, by the name of the node
   */
  @JsonTypeName("node_awaited")
  record NodeAwaited(String reason, SortedMap<String, List<String>> missing)
      implements WorkflowEvent {}

  /** The workflow no longer waits for a node, because one can run it or because it ends. */
  @JsonTypeName("node_wait_ended")
  record NodeWaitEnded() implements WorkflowEvent {}

  /**
   * The tools that the plan pins were replaced by other versions, because no live node had them any more.
   *
   * @param from the former tools with their versions, by language
   * @param to the tools with their versions that are now required
   */
  @JsonTypeName("tools_repinned")
  record ToolsRepinned(Map<String, String> from, Map<String, String> to) implements WorkflowEvent {}

  /** A rollback of the published result was requested. */
  @JsonTypeName("rollback_requested")
  record RollbackRequested() implements WorkflowEvent {}

  /**
   * Some files of the published result were rolled back; the others are unchanged.
   *
   * @param tree the git tree of the target after the rollback
   */
  @JsonTypeName("files_rolled_back")
  record FilesRolledBack(List<String> paths, @Nullable String tree) implements WorkflowEvent {}

  /** The rollback of the published result failed; nothing was changed but files that {@code why} names. */
  @JsonTypeName("rollback_failed")
  record RollbackFailed(String why) implements WorkflowEvent {}

  /**
   * An interrupted or failed publication was undone.
   *
   * @param unrestored the files that were not restored, each with the reason; usually none
   */
  @JsonTypeName("publication_undone")
  record PublicationUndone(List<String> unrestored) implements WorkflowEvent {}

  /**
   * The workflow ended.
   *
   * @param message the message of the failure with which it ended; absent if it did not fail
   */
  @JsonTypeName("workflow_ended")
  record WorkflowEnded(WorkflowStatus status, EndedReason reason, @Nullable String message)
      implements WorkflowEvent {}

  /** Returns the type of this event in the API and the database, such as {@code step_completed}. */
  default String eventType() {
    return eventType(getClass());
  }

  /** Returns the type that a class declares; it does not change when the class is renamed. */
  static String eventType(Class<? extends WorkflowEvent> event) {
    return Objects.requireNonNull(event.getAnnotation(JsonTypeName.class)).value();
  }
}
