package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.pawl.command.CommandResult;
import dev.pawl.command.RetrySettings;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.FailureReport;
import dev.pawl.target.TargetScope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a workflow at one moment, as far as they change after its submission. A comparison with an earlier moment
 * returns the rows to write. The names of the components are those of the columns, in camel case.
 */
record WorkflowRows(
    WorkflowRow workflow,
    Map<UUID, PhaseRow> phases,
    Map<UUID, StepRow> steps,
    Map<UUID, AttemptRow> attempts) {

  /** The changeable part of the row of a workflow. */
  record WorkflowRow(
      UUID id,
      String status,
      @Nullable String endedReason,
      @Nullable String endedMessage,
      short restarts,
      @Nullable Instant startedAt,
      Instant updatedAt,
      @Nullable Instant endedAt,
      long eventSequence,
      @Nullable String gitRepository,
      @Nullable String gitRef,
      @Nullable String gitCommit,
      @Nullable String gitSubject,
      @Nullable String gitAuthor,
      @JsonUnwrapped ResultColumns result,
      @JsonUnwrapped ActionColumns actions,
      @JsonUnwrapped WaitColumns waits,
      @JsonUnwrapped ThrottleColumns throttle) {}

  /** The columns of the results of a workflow. */
  record ResultColumns(
      @Nullable String snapshot,
      @Nullable String tree,
      @Nullable TargetScope determinedScope,
      @Nullable Publication publication,
      boolean publishing,
      @Nullable List<String> outsideChanges) {}

  /** The columns of the pending actions of a workflow. */
  record ActionColumns(
      boolean cancelRequested,
      boolean rollbackRequested,
      boolean pauseRequested,
      @Nullable String supersededBy,
      @Nullable List<String> rollbackPaths,
      boolean publicationRequested,
      @Nullable List<String> publicationPaths,
      @Nullable String endingStatus,
      @Nullable String endingReason) {}

  /** The columns of the waits of a workflow. */
  record WaitColumns(
      @Nullable Decision decision,
      @Nullable Instant decisionDeadline,
      long waitedMs,
      @Nullable String awaited,
      @Nullable NodeWait nodeWait) {}

  /** The columns of the adaptation of a plan. */
  record ThrottleColumns(@Nullable Short mostParallel, int patience) {}

  /** The changeable part of the row of a phase. */
  record PhaseRow(
      UUID id,
      String status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant fellBackAt,
      long waitedMs) {}

  /** The changeable part of the row of a step. */
  record StepRow(
      UUID id,
      String status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Long durationMs,
      RetrySettings conditions,
      short tries,
      short lost,
      @Nullable Instant notBefore,
      @Nullable String waitsFor,
      @Nullable String tree) {}

  /** The row of an attempt. */
  record AttemptRow(
      UUID id,
      UUID stepId,
      short number,
      long epoch,
      String node,
      String status,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable CommandResult outcome,
      @Nullable List<Verdict> gateVerdicts,
      @Nullable String error,
      List<StageRecord> stages,
      @Nullable FailureReport failure,
      @Nullable String reusedFrom,
      @Nullable String log) {}

  /** The rows that differ from those of an earlier moment. */
  record Changes(
      List<WorkflowRow> workflow,
      List<PhaseRow> phases,
      List<StepRow> steps,
      List<AttemptRow> newAttempts,
      List<AttemptRow> changedAttempts) {

    /** No changed row. */
    static final Changes NONE = new Changes(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Returns the rows of a workflow whose phases and steps have been stored. */
  static WorkflowRows of(Workflow workflow) {
    var phases = new LinkedHashMap<UUID, PhaseRow>();
    var steps = new LinkedHashMap<UUID, StepRow>();
    var attempts = new LinkedHashMap<UUID, AttemptRow>();
    for (Phase phase : workflow.phases()) {
      PhaseRow phaseRow = phase.toRow();
      phases.put(phaseRow.id(), phaseRow);
      for (Step step : phase.steps()) {
        steps.put(step.id(), step.toRow());
        for (Attempt attempt : step.attempts()) {
          AttemptRow attemptRow = attempt.toRow();
          attempts.put(attemptRow.id(), attemptRow);
        }
      }
    }
    return new WorkflowRows(workflow.toRow(), phases, steps, attempts);
  }

  /** Returns the rows that are not the same in {@code earlier}. */
  Changes changesSince(WorkflowRows earlier) {
    return new Changes(
        workflow.equals(earlier.workflow) ? List.of() : List.of(workflow),
        changed(phases, earlier.phases),
        changed(steps, earlier.steps),
        attempts.values().stream()
            // A new step has been stored with its attempts.
            .filter(row -> earlier.steps.containsKey(row.stepId()))
            .filter(row -> !earlier.attempts.containsKey(row.id()))
            .toList(),
        changed(attempts, earlier.attempts));
  }

  private static <T> List<T> changed(Map<UUID, T> rows, Map<UUID, T> earlier) {
    return rows.entrySet().stream()
        .filter(row -> earlier.containsKey(row.getKey()))
        .filter(row -> !Objects.equals(row.getValue(), earlier.get(row.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }
}
