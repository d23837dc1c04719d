package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.workspace.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is shown: with its phases and steps.
 *
 * @param project whose it is; nobody's when absent
 * @param plan how its phases came about
 * @param snapshot the identity of the snapshot it compares with
 * @param tree the identity of the state that it has reached
 * @param publication what it changed outside of its workspace
 * @param sessionId the session that it belongs to
 * @param concurrency what it does not run beside
 * @param origin the workflow that it repeats
 * @param supersededBy the newer workflow of its group that takes its place
 * @param pace how the rest of an adaptive plan goes, when its phases have taught something else than the plan said
 * @param outsideChanges files of the target that others have changed while it ran; they are not overwritten
 * @param restarts how often it was started once more by itself
 * @param waitingFor the lock that another workflow holds, if it waits for its turn; see /locks
 * @param decision what it waits for
 * @param failure why it ended, when a step failed
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
    @Nullable String project,
    String timeout,
    @Nullable PlanSummary plan,
    @Nullable UUID sessionId,
    @Nullable Concurrency concurrency,
    @Nullable Origin origin,
    @Nullable String snapshot,
    @Nullable String tree,
    @Nullable Publication publication,
    boolean cancelRequested,
    boolean rollbackRequested,
    boolean pauseRequested,
    @Nullable String supersededBy,
    @Nullable PaceView pace,
    List<String> outsideChanges,
    int restarts,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable String waitingFor,
    @Nullable Decision decision,
    @Nullable FailureReport failure,
    long eventSequence,
    List<WorkflowAction> allowedActions,
    List<PhaseView> phases) {

  static WorkflowView of(Workflow workflow, @Nullable EndedReason endedReason, List<Phase> phases) {
    Request request = workflow.request();
    Result result = workflow.result();
    Wishes wishes = workflow.wishes();
    Times times = workflow.times();
    return new WorkflowView(
        workflow.name(),
        request.type(),
        request.target(),
        workflow.status(),
        endedReason,
        request.dryRun(),
        request.priority(),
        request.labels(),
        request.project(),
        request.timeout().toString(),
        request.plan(),
        request.session(),
        request.concurrency(),
        request.origin().orElse(null),
        result.snapshot(),
        result.tree(),
        result.publication(),
        wishes.cancel(),
        wishes.rollback(),
        wishes.pause(),
        wishes.supersededBy(),
        PaceView.of(workflow.pace(), request.parallel()),
        result.outsideChanges(),
        workflow.ending().restarts(),
        times.createdAt(),
        times.startedAt(),
        times.updatedAt(),
        times.endedAt(),
        workflow.waiting().awaited(),
        workflow.waiting().open().orElse(null),
        failure(workflow.status(), phases),
        workflow.news().sequence(),
        workflow.allowedActions(),
        phases.stream().map(Phase::view).toList());
  }

  /** Of an ended workflow that did not do its work: why its last step failed. */
  private static @Nullable FailureReport failure(WorkflowStatus status, List<Phase> phases) {
    if (status != WorkflowStatus.FAILED && status != WorkflowStatus.ROLLED_BACK) {
      return null;
    }
    return new Steps(phases)
        .all().stream()
            .filter(step -> step.status() == StepStatus.FAILED && !step.phase().compensates())
            .flatMap(step -> step.lastAttempt().stream())
            .flatMap(attempt -> attempt.failure().stream())
            .reduce((first, second) -> second)
            .orElse(null);
  }

  /**
   * How the rest of an adaptive plan goes.
   *
   * @param maxParallel how many steps may run beside each other
   * @param timeouts of what the plan says, in percent
   */
  public record PaceView(int maxParallel, int timeouts) {

    private static @Nullable PaceView of(Pace pace, int planned) {
      return pace.differs(planned) ? new PaceView(pace.parallel(planned), pace.patience()) : null;
    }
  }

  /**
   * A phase as it is shown.
   *
   * @param timeoutSeconds for the whole phase; none but the steps' own when absent
   * @param fellBackAt when it failed and was tried once more, one step at a time
   */
  public record PhaseView(
      String name,
      PhaseKind kind,
      @Nullable Long timeoutSeconds,
      StepStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant fellBackAt,
      @Nullable Instant endedAt,
      List<StepView> steps) {}

  /**
   * A step as it is shown.
   *
   * @param summary what the last attempt said of itself
   * @param error why the last attempt did not do its work, or which gate did not hold
   * @param gates the conditions that must hold after it, in words
   * @param notBefore when it is tried again
   * @param waitsFor what it waits for before it can work, such as a free agent
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
      List<String> gates,
      @Nullable Instant notBefore,
      @Nullable String waitsFor) {}

  /**
   * One try at a step as it is shown.
   *
   * @param verdicts the answers of its gates, in words
   * @param error why it did not do its work
   * @param stages what it went through, in order
   * @param failure all that is known of why it failed
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
      @Nullable String error,
      List<StageVerdict> stages,
      @Nullable FailureReport failure) {}

  /** All steps, in plan order. */
  public List<StepView> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** The step of this name. */
  public Optional<StepView> step(String name) {
    return steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
