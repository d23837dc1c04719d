package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandResult;
import dev.pawl.gate.Verdict;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.target.Target;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The API view of a workflow, with its phases and steps.
 *
 * @param project the owning project; absent when no project owns the workflow
 * @param plan the summary of the plan
 * @param snapshot the git tree of the snapshot
 * @param tree the git tree of the latest result
 * @param publication the changes that were published to the target
 * @param sessionId the session of the workflow
 * @param concurrency the concurrency group and its policy
 * @param origin the workflow and step that a rerun starts from
 * @param supersededBy the newer workflow of the concurrency group that replaces this one
 * @param pace the adjusted parallelism and timeouts of an adaptive plan; absent when they are as planned
 * @param outsideChanges the files of the target that were changed externally while the workflow ran
 * @param restarts the number of automatic restarts of the whole workflow
 * @param waitingFor the lock that the workflow waits for; see /locks
 * @param decision the open decision
 * @param failure the report of the last failed step of a workflow that failed or was rolled back
 * @param eventSequence the sequence number of the last event, which is the strong ETag
 */
@Schema(name = "WorkflowView")
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
    @Nullable RerunOrigin origin,
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
    WorkflowSpec spec = workflow.spec();
    WorkflowResult result = workflow.result();
    PendingActions pendingActions = workflow.pendingActions();
    WorkflowTimestamps timestamps = workflow.timestamps();
    return new WorkflowView(
        workflow.name(),
        spec.type(),
        spec.target(),
        workflow.status(),
        endedReason,
        spec.dryRun(),
        spec.priority(),
        spec.labels(),
        spec.project(),
        spec.timeout().toString(),
        spec.plan(),
        spec.sessionId(),
        spec.concurrency(),
        spec.origin().orElse(null),
        result.snapshot(),
        result.tree(),
        result.publication(),
        pendingActions.isCancelRequested(),
        pendingActions.isRollbackRequested(),
        pendingActions.isPauseRequested(),
        pendingActions.supersededBy(),
        PaceView.of(workflow.throttle(), spec.maxParallel()),
        result.externalChanges(),
        workflow.pendingEnd().restartCount(),
        timestamps.createdAt(),
        timestamps.startedAt(),
        timestamps.updatedAt(),
        timestamps.endedAt(),
        workflow.waitState().awaitedLock(),
        workflow.waitState().decision().orElse(null),
        failure(workflow.status(), phases),
        workflow.pendingEvents().sequence(),
        workflow.allowedActions(),
        phases.stream().map(Phase::view).toList());
  }

  /** Returns the report of the last failed step of a workflow that failed or was rolled back. */
  private static @Nullable FailureReport failure(WorkflowStatus status, List<Phase> phases) {
    if (status != WorkflowStatus.FAILED && status != WorkflowStatus.ROLLED_BACK) {
      return null;
    }
    return new StepGraph(phases)
        .all().stream()
            .filter(step -> step.status() == StepStatus.FAILED && !step.phase().isCompensation())
            .flatMap(step -> step.lastAttempt().stream())
            .flatMap(attempt -> attempt.failure().stream())
            .reduce((first, second) -> second)
            .orElse(null);
  }

  /**
   * The adjusted parallelism and timeouts of an adaptive plan.
   *
   * @param maxParallel the maximum number of parallel steps
   * @param timeouts the timeouts, in percent of the planned ones
   */
  @Schema(name = "PaceView")
  public record PaceView(int maxParallel, int timeouts) {

    private static @Nullable PaceView of(AdaptiveThrottle throttle, int planned) {
      return throttle.isAdjusted(planned)
          ? new PaceView(throttle.maxParallel(planned), throttle.timeoutPercent())
          : null;
    }
  }

  /**
   * The API view of a phase.
   *
   * @param timeoutSeconds the timeout of the whole phase; absent when only its steps have timeouts
   * @param fellBackAt the time when the phase failed and was repeated sequentially
   */
  @Schema(name = "PhaseView")
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
   * The API view of a step.
   *
   * @param summary the summary reported by the last attempt
   * @param error the reason why the last attempt failed, such as a failed gate
   * @param gates the gates of the step, as text
   * @param notBefore the end of the backoff before the next attempt
   * @param waitsFor the resource that the attempt waits for, such as a free agent
   */
  @Schema(name = "StepView")
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
   * The API view of an attempt.
   *
   * @param verdicts the verdicts of the gates, as text
   * @param error the reason why the attempt failed
   * @param stages the pipeline stages that the attempt passed through, in order
   * @param failure the report of the failure
   */
  @Schema(name = "AttemptView")
  public record AttemptView(
      int number,
      StepStatus status,
      String node,
      long epoch,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable CommandResult outcome,
      List<VerdictView> verdicts,
      @Nullable String error,
      List<StageRecord> stages,
      @Nullable FailureReport failure) {}

  /** The verdict of a gate; the API returns its text, such as {@code errors <= 0 on all code: 3, failed}. */
  public record VerdictView(@JsonValue String text, boolean passed) {

    static VerdictView of(Verdict verdict) {
      return new VerdictView(verdict.text(), verdict.passed());
    }

    /** Creates the view of a verdict of which an earlier version stored only the text. */
    static VerdictView ofStoredText(String text) {
      return new VerdictView(text, text.endsWith(", passed"));
    }
  }

  /** Returns all steps in plan order. */
  public List<StepView> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** Finds a step by name. */
  public Optional<StepView> step(String name) {
    return steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
