package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.PhaseReopened;
import dev.pawl.workflow.WorkflowEvent.PhaseStarted;
import dev.pawl.workflow.WorkflowEvent.StepSkipped;
import dev.pawl.workflow.WorkflowEvent.StepStarted;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowResumed;
import dev.pawl.workflow.WorkflowEvent.WorkflowStarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.PostLoad;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The aggregate root of a workflow. Each method that changes it is a legal transition and registers domain events. */
@Entity
@Table(name = "workflow")
@DynamicUpdate
class Workflow {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "name")
  private String name;

  @Embedded private WorkflowSpec spec;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private WorkflowStatus status;

  @Enumerated(EnumType.STRING)
  @Column(name = "ended_reason")
  private @Nullable EndedReason endedReason;

  @Embedded private WorkflowResult result = new WorkflowResult();
  @Embedded private PendingActions pendingActions = new PendingActions();
  @Embedded private PendingEnd pendingEnd = new PendingEnd();

  @Column(name = "epoch", updatable = false)
  private long epoch;

  @Embedded private WorkflowTimestamps timestamps;

  @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Phase> phases = new ArrayList<>();

  @Embedded private PendingEvents pendingEvents = new PendingEvents();
  @Embedded private WaitState waitState = new WaitState();
  @Embedded private AdaptiveThrottle throttle = new AdaptiveThrottle();

  @NullUnmarked
  protected Workflow() {}

  Workflow(String name, NewWorkflow submission, Instant now) {
    this();
    this.name = name;
    this.spec = new WorkflowSpec(submission);
    this.status = WorkflowStatus.QUEUED;
    this.timestamps = new WorkflowTimestamps(now);
    submission.plan().phases().forEach(phase -> phases.add(new Phase(this, phases.size(), phase)));
    var outline = phases.stream().map(Phase::outline).toList();
    registerEvent(new WorkflowSubmitted(spec.type(), spec.target().name(), spec.dryRun(), outline));
    submission
        .plan()
        .warnings()
        .forEach(warning -> registerEvent(new WarningRaised("plan", warning)));
  }

  /** Replaces a null embeddable: Hibernate loads an embeddable whose columns are all null as null. */
  @PostLoad
  void initializeEmbeddables() {
    result = result == null ? new WorkflowResult() : result;
  }

  void registerEvent(WorkflowEvent event) {
    pendingEvents.registerEvent(event);
  }

  void registerEvents(List<WorkflowEvent> events) {
    events.forEach(this::registerEvent);
  }

  /** Returns the pending events. */
  PendingEvents pendingEvents() {
    return pendingEvents;
  }

  /** Starts the workflow under its first claim, or resumes it under a later one, which cancels the lost attempts. */
  void onClaimed(Claim claim, Instant now) {
    if (status == WorkflowStatus.QUEUED) {
      status = status.transitionTo(WorkflowStatus.RUNNING);
      timestamps.start(now);
      registerEvent(new WorkflowStarted(claim.node(), claim.epoch()));
    } else if (status == WorkflowStatus.RUNNING || pendingEnd.end().isPresent()) {
      registerEvent(new WorkflowResumed(claim.node(), claim.epoch()));
      registerEvents(steps().loseRunning(now));
      steps()
          .findExhausted()
          .ifPresent(step -> new StepOutcomeHandler(this, now).onAttemptsExhausted(step));
      steps().requeueRunning();
    }
    timestamps.touch(now);
  }

  /** Starts the next step, or ends the workflow when no step is left; returns the next work item. */
  Optional<WorkItem> nextItem(Claim claim, Instant now) {
    timestamps.touch(now);
    boolean isEnding = pendingEnd.end().isPresent();
    if (pendingActions.isRollbackRequested() && !isEnding) {
      return Optional.of(spec.createRollback(result, pendingActions.rollbackPaths()));
    }
    if (status == WorkflowStatus.RUNNING
        && !isEnding
        && pendingActions.isCancelRequested()
        && !steps().isPublishing()) {
      cancel(now);
    }
    if (status == WorkflowStatus.RUNNING && !isEnding && pendingActions.isPauseRequested()) {
      if (!steps().withStatus(StepStatus.RUNNING).isEmpty()) {
        return Optional.of(new WorkItem.Idle(null));
      }
      pause(now);
    }
    return status == WorkflowStatus.RUNNING || isEnding
        ? startNextStepOrEnd(claim, now)
        : Optional.empty();
  }

  private Optional<WorkItem> startNextStepOrEnd(Claim claim, Instant now) {
    while (true) {
      switch (steps().nextStep(maxParallel(), now)) {
        case NextStep.Ready(Step step) when step.publishes() && spec.dryRun() ->
            skip(step, "a dry run publishes nothing", now);
        case NextStep.Ready(Step step) -> {
          return Optional.of(start(step, claim, now));
        }
        case NextStep.Blocked blocked -> {
          return Optional.of(new WorkItem.Idle(blocked.until()));
        }
        case NextStep.Done _ -> {
          var end = pendingEnd.end().orElse(StepTransition.End.COMPLETED);
          end(end.status(), end.reason(), now);
          return Optional.empty();
        }
      }
    }
  }

  private WorkItem start(Step step, Claim claim, Instant now) {
    if (step.phase().start(now)) {
      registerEvent(new PhaseStarted(step.phase().name()));
    }
    step.start(claim, now);
    int attempt = step.lastAttempt().orElseThrow().number();
    registerEvent(new StepStarted(step.name(), step.command(), attempt));
    Instant workflowDeadline = pendingEnd.end().isPresent() ? Instant.MAX : deadline(now);
    var context =
        new WorkItem.StepContext(
            spec.sessionId(),
            pendingEnd.restartCount(),
            step.phase().kind() == PhaseKind.PARALLEL && !step.modifies(),
            steps().nextStep(maxParallel(), now) instanceof NextStep.Blocked(Instant until)
                ? new WorkItem.Idle(until)
                : null,
            steps().accumulatedPoints(step),
            step.dependencies(),
            steps().statusByCommand(),
            result.externalChanges());
    return step.toWorkItem(
        steps().outcomes(),
        step.phase().deadline(workflowDeadline, throttle),
        spec,
        result,
        throttle,
        context);
  }

  /** Records the result of a running step and applies its consequences. */
  void recordResult(
      String stepName, StepResult stepResult, RecoveryPolicy recoveryPolicy, Instant now) {
    new StepOutcomeHandler(this, now)
        .onResult(steps().find(stepName).orElseThrow(), stepResult, recoveryPolicy);
  }

  /** Opens a decision and waits for its answer. */
  void awaitDecision(Decision decision) {
    status = status.transitionTo(WorkflowStatus.AWAITING_DECISION);
    registerEvent(waitState.openDecision(decision));
  }

  /** Pauses before the next step by opening a decision. */
  private void pause(Instant now) {
    if (steps().nextStep(maxParallel(), now) instanceof NextStep.Ready(Step next)) {
      pendingActions.setPauseRequested(false);
      awaitDecision(spec.createPauseDecision(next.name(), now));
    }
  }

  /** Returns the deadline: the timeout from the first start, extended by the time spent waiting for answers. */
  Instant deadline(Instant now) {
    return spec.deadline(timestamps.startedAtOr(now)).plus(waitState.creditedTime());
  }

  void skip(Step step, String reason, Instant now) {
    step.end(StepStatus.SKIPPED, reason, now);
    registerEvent(new StepSkipped(step.name(), reason));
    endPhase(step.phase(), now);
  }

  void endPhase(Phase phase, Instant now) {
    if (phase.end(now)) {
      registerEvent(new PhaseEnded(phase.name(), phase.status()));
      throttle.adapt(phase, spec.maxParallel()).ifPresent(this::registerEvent);
    }
  }

  /** Returns the current maximum number of parallel steps. */
  private int maxParallel() {
    return throttle.maxParallel(spec.maxParallel());
  }

  void end(WorkflowStatus newStatus, EndedReason reason, Instant now) {
    status = status.transitionTo(newStatus);
    endedReason = reason;
    pendingEnd.clear();
    pendingActions.clearRollback();
    pendingActions.setPauseRequested(false);
    timestamps.end(now);
    registerEvent(new WorkflowEnded(newStatus, reason));
  }

  /** Cancels all open steps and ends the workflow. */
  void cancel(Instant now) {
    registerEvents(steps().cancelOpen(now));
    waitState().awaitLock(null);
    end(WorkflowStatus.CANCELLED, pendingActions.cancelReason(), now);
  }

  /** Changes the status back to running, after an end or a decision. */
  void markRunning() {
    status = status.transitionTo(WorkflowStatus.RUNNING);
    endedReason = null;
  }

  /** Adds a phase that compensates the given steps. */
  Phase addCompensation(List<Step> completed) {
    Phase phase = Phase.compensationOf(this, phases.size(), completed);
    phases.add(phase);
    return phase;
  }

  /** Reopens the phases that have pending steps. */
  void reopenPhases() {
    for (Phase phase : phases) {
      if (phase.reopen()) {
        registerEvent(new PhaseReopened(phase.name(), phase.status()));
      }
    }
  }

  /** Returns the actions that are allowed now; repeating an action that is in progress has no effect. */
  List<WorkflowAction> allowedActions() {
    return WorkflowAction.allowed(
        status,
        steps().isPublishing() || pendingEnd.end().isPresent(),
        result.canRollBack(spec.target().git() != null),
        waitState.decision().filter(Decision::paused).isPresent(),
        phases.stream().anyMatch(Phase::isCompensation));
  }

  StepGraph steps() {
    return new StepGraph(phases);
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  WorkflowSpec spec() {
    return spec;
  }

  long epoch() {
    return epoch;
  }

  /** Returns whether the workflow has ended and no rollback is requested. */
  boolean isFinished() {
    return status.isEnded() && !pendingActions.isRollbackRequested();
  }

  /** Returns the publish lock if the next step or a requested rollback changes the target. */
  Optional<String> requiredPublishLock(Instant now) {
    boolean stopRequested =
        pendingEnd.end().isEmpty()
            && (pendingActions.isCancelRequested() || pendingActions.isPauseRequested());
    boolean publishes =
        status == WorkflowStatus.RUNNING
            && !stopRequested
            && !spec.dryRun()
            && steps().nextStep(1, now) instanceof NextStep.Ready(Step step)
            && step.publishes();
    return publishes || pendingActions.isRollbackRequested()
        ? spec.publishLock()
        : Optional.empty();
  }

  /** Returns the planned phases, without compensations. */
  List<PlannedPhase> plannedPhases() {
    return phases.stream().filter(phase -> !phase.isCompensation()).map(Phase::toPlan).toList();
  }

  WorkflowStatus status() {
    return status;
  }

  WorkflowResult result() {
    return result;
  }

  PendingEnd pendingEnd() {
    return pendingEnd;
  }

  /** Returns the reason for the end; {@code COMPLETED} while the workflow has not ended. */
  EndedReason endedReason() {
    return endedReason == null ? EndedReason.COMPLETED : endedReason;
  }

  AdaptiveThrottle throttle() {
    return throttle;
  }

  PendingActions pendingActions() {
    return pendingActions;
  }

  WorkflowTimestamps timestamps() {
    return timestamps;
  }

  WaitState waitState() {
    return waitState;
  }

  WorkflowView view() {
    return WorkflowView.of(this, endedReason, phases);
  }
}
