package dev.pawl.workflow;

import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.Strategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One state change of a workflow, told after it happened. */
public sealed interface WorkflowEvent {

  /** A step of a plan. */
  record StepOutline(String step, String command) {}

  /** A phase of a plan. */
  record PhaseOutline(String phase, PhaseKind kind, List<StepOutline> steps) {}

  /** The workflow was accepted and kept. */
  record WorkflowSubmitted(
      String workflowType, String target, boolean dryRun, List<PhaseOutline> phases)
      implements WorkflowEvent {}

  /** A node took the workflow for the first time. */
  record WorkflowStarted(String node, long epoch) implements WorkflowEvent {}

  /** A node took the workflow over from one that lost it. */
  record WorkflowResumed(String node, long epoch) implements WorkflowEvent {}

  /** The first step of a phase is about to run. */
  record PhaseStarted(String phase) implements WorkflowEvent {}

  /** No step of a phase is left to run. */
  record PhaseEnded(String phase, StepStatus status) implements WorkflowEvent {}

  /**
   * The rest of an adaptive plan goes slower or faster than before.
   *
   * @param used of the time that the phase had, in percent
   * @param maxParallel how many steps may run beside each other from now on
   * @param timeouts of what the plan says, in percent
   */
  record PlanAdjusted(String phase, long used, int maxParallel, int timeouts)
      implements WorkflowEvent {}

  /** A phase of an adaptive plan failed, and is tried once more: one step at a time, and nothing that is not needed. */
  record PhaseFellBack(String phase, String step, String why) implements WorkflowEvent {}

  /**
   * Others have changed the target while the workflow runs; what they have changed is not overwritten.
   *
   * @param files the first of them
   * @param count of all
   */
  record TargetChangedOutside(List<String> files, int count) implements WorkflowEvent {}

  /** A command is about to run. */
  record StepStarted(String step, String command, int attempt) implements WorkflowEvent {}

  /** An attempt was cut off because its node was lost or shut down. */
  record AttemptLost(String step, int attempt) implements WorkflowEvent {}

  /** An attempt was cut off because another step of its phase failed. */
  record AttemptCut(String step, int attempt) implements WorkflowEvent {}

  /**
   * An attempt failed, and the step is tried again.
   *
   * @param strategy what is tried
   * @param notBefore when
   */
  record StepRetried(
      String step, int attempt, String why, FailureType type, Strategy strategy, Instant notBefore)
      implements WorkflowEvent {}

  /** What an earlier workflow found out about the same content was taken over. */
  record StepReused(String step, String from) implements WorkflowEvent {}

  /** A step that was over is to run again. */
  record StepReopened(String step) implements WorkflowEvent {}

  /** What a step did was taken back. */
  record StepRolledBack(String step) implements WorkflowEvent {}

  /** A step waits for what others hold. */
  record StepWaiting(String step, String what) implements WorkflowEvent {}

  /** What a step waited for is there. */
  record StepAdmitted(String step) implements WorkflowEvent {}

  /** A command did its work. */
  record StepCompleted(String step, long durationMs, String summary) implements WorkflowEvent {}

  /** A command did not do its work, or a gate after it did not hold. */
  record StepFailed(String step, long durationMs, String why, @Nullable FailureReport report)
      implements WorkflowEvent {}

  /** A step was left out. */
  record StepSkipped(String step, String why) implements WorkflowEvent {}

  /** A step was running, or was about to, when the workflow was cancelled. */
  record StepCancelled(String step) implements WorkflowEvent {}

  /** The gates of a step were answered. */
  record GatesJudged(String step, boolean passed, List<String> verdicts) implements WorkflowEvent {}

  /** People should know this although the step went on. */
  record WarningRaised(String step, String warning) implements WorkflowEvent {}

  /** The workflow waits for an answer. */
  record DecisionOpened(
      String step, String reason, List<Answer> options, Instant deadline, boolean paused)
      implements WorkflowEvent {}

  /** A phase that was over goes on. */
  record PhaseReopened(String phase, StepStatus status) implements WorkflowEvent {}

  /**
   * The answer came, or its time was over.
   *
   * @param comment of who answered
   */
  record DecisionTaken(String step, Answer answer, boolean timedOut, @Nullable String comment)
      implements WorkflowEvent {}

  /**
   * Somebody asked for the workflow to stop.
   *
   * @param superseded the newer workflow of its concurrency group that takes its place, if that is why
   */
  record CancellationRequested(@Nullable String superseded) implements WorkflowEvent {}

  /** Somebody asked for the workflow to stand still before its next step. */
  record PauseRequested() implements WorkflowEvent {}

  /** Somebody took an ended workflow up again, at its first step that is not completed. */
  record ResumptionRequested() implements WorkflowEvent {}

  /** The whole workflow starts once more. */
  record WorkflowRestarted(String step, String why) implements WorkflowEvent {}

  /** Steps are about to be taken back, newest first, by commands of their own. */
  record CompensationStarted(PhaseOutline phase) implements WorkflowEvent {}

  /** What only one workflow may hold at a time is held by another one. */
  record LockAwaited(String resource, String heldBy, int position) implements WorkflowEvent {}

  /** Somebody asked for the published result to be taken back. */
  record RollbackRequested() implements WorkflowEvent {}

  /** Some files of the published result were taken back; the others stay. */
  record FilesRolledBack(List<String> paths) implements WorkflowEvent {}

  /** The published result could not be taken back; nothing was changed. */
  record RollbackFailed(String why) implements WorkflowEvent {}

  /** Nothing more happens by itself. */
  record WorkflowEnded(WorkflowStatus status, EndedReason reason) implements WorkflowEvent {}

  /** The word of the API, such as {@code step_completed}. */
  default String word() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
