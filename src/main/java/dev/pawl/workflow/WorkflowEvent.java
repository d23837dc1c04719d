package dev.pawl.workflow;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One state change of a workflow, told after it happened. */
public sealed interface WorkflowEvent {

  /** The workflow was accepted and kept. */
  record WorkflowSubmitted(String workflowType, String target, boolean dryRun)
      implements WorkflowEvent {}

  /** A node took the workflow for the first time. */
  record WorkflowStarted(String node, long epoch) implements WorkflowEvent {}

  /** A node took the workflow over from one that lost it. */
  record WorkflowResumed(String node, long epoch) implements WorkflowEvent {}

  /** The first step of a phase is about to run. */
  record PhaseStarted(String phase) implements WorkflowEvent {}

  /** No step of a phase is left to run. */
  record PhaseEnded(String phase, StepStatus status) implements WorkflowEvent {}

  /** A command is about to run. */
  record StepStarted(String step, String command, int attempt) implements WorkflowEvent {}

  /** An attempt was cut off because its node was lost or shut down. */
  record AttemptLost(String step, int attempt) implements WorkflowEvent {}

  /** A command did its work. */
  record StepCompleted(String step, long durationMs, String summary) implements WorkflowEvent {}

  /** A command did not do its work, or a gate after it did not hold. */
  record StepFailed(String step, long durationMs, String why) implements WorkflowEvent {}

  /** A step was left out. */
  record StepSkipped(String step, String why) implements WorkflowEvent {}

  /** A step was running, or was about to, when the workflow was cancelled. */
  record StepCancelled(String step) implements WorkflowEvent {}

  /** The gates of a step were answered. */
  record GatesJudged(String step, boolean passed, List<String> verdicts) implements WorkflowEvent {}

  /** People should know this although the step went on. */
  record WarningRaised(String step, String warning) implements WorkflowEvent {}

  /** The workflow waits for an answer. */
  record DecisionOpened(String step, String reason, List<Answer> options, Instant deadline)
      implements WorkflowEvent {}

  /**
   * The answer came, or its time was over.
   *
   * @param comment of who answered
   */
  record DecisionTaken(String step, Answer answer, boolean timedOut, @Nullable String comment)
      implements WorkflowEvent {}

  /** Somebody asked for the workflow to stop. */
  record CancellationRequested() implements WorkflowEvent {}

  /** Somebody asked for the published result to be taken back. */
  record RollbackRequested() implements WorkflowEvent {}

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
