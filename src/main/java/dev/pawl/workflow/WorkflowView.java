package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.workspace.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is shown: with its phases and steps.
 *
 * @param plan how its phases came about
 * @param snapshot the identity of the snapshot it compares with
 * @param tree the identity of the state that it has reached
 * @param publication what it changed outside of its workspace
 * @param decision what it waits for
 * @param eventSequence the number of its last event; the strong ETag
 */
public record WorkflowView(
    String workflowId,
    String type,
    Target target,
    WorkflowStatus status,
    @Nullable EndedReason endedReason,
    boolean dryRun,
    int priority,
    Map<String, String> labels,
    String timeout,
    @Nullable PlanSummary plan,
    @Nullable String snapshot,
    @Nullable String tree,
    @Nullable Publication publication,
    boolean cancelRequested,
    boolean rollbackRequested,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable Decision decision,
    long eventSequence,
    List<WorkflowAction> allowedActions,
    List<PhaseView> phases) {

  static WorkflowView of(
      String name,
      Request request,
      WorkflowStatus status,
      @Nullable EndedReason endedReason,
      @Nullable String snapshot,
      @Nullable String tree,
      @Nullable Publication publication,
      boolean cancelRequested,
      boolean rollbackRequested,
      Times times,
      @Nullable Decision decision,
      long eventSequence,
      List<WorkflowAction> allowedActions,
      List<PhaseView> phases) {
    return new WorkflowView(
        name,
        request.type(),
        request.target(),
        status,
        endedReason,
        request.dryRun(),
        request.priority(),
        request.labels(),
        request.timeout().toString(),
        request.plan(),
        snapshot,
        tree,
        publication,
        cancelRequested,
        rollbackRequested,
        times.createdAt(),
        times.startedAt(),
        times.updatedAt(),
        times.endedAt(),
        decision,
        eventSequence,
        allowedActions,
        phases);
  }

  /**
   * A phase as it is shown.
   *
   * @param timeoutSeconds for the whole phase; none but the steps' own when absent
   */
  public record PhaseView(
      String name,
      PhaseKind kind,
      @Nullable Long timeoutSeconds,
      StepStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      List<StepView> steps) {}

  /**
   * A step as it is shown.
   *
   * @param summary what the last attempt said of itself
   * @param error why the last attempt did not do its work, or which gate did not hold
   * @param gates the conditions that must hold after it, in words
   */
  public record StepView(
      String name,
      String command,
      String arguments,
      StepStatus status,
      int attempts,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Long durationMs,
      @Nullable String summary,
      @Nullable String error,
      List<String> gates) {}

  /**
   * One try at a step as it is shown.
   *
   * @param verdicts the answers of its gates, in words
   * @param error why it did not do its work
   */
  public record AttemptView(
      int number,
      StepStatus status,
      String node,
      long epoch,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Outcome outcome,
      List<String> verdicts,
      @Nullable String error) {}

  /** All steps, in plan order. */
  public List<StepView> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** The step of this name. */
  public Optional<StepView> step(String name) {
    return steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
