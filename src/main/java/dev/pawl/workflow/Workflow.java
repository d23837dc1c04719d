package dev.pawl.workflow;

import dev.pawl.command.PublicationOptions;
import dev.pawl.command.Quantity;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LockConflict;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.RecoveryAction;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.recovery.StepStage;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.StepGraph.NextStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowEvent.CompensationStarted;
import dev.pawl.workflow.WorkflowEvent.FilesRolledBack;
import dev.pawl.workflow.WorkflowEvent.GatesJudged;
import dev.pawl.workflow.WorkflowEvent.LockAwaited;
import dev.pawl.workflow.WorkflowEvent.LockWaitEnded;
import dev.pawl.workflow.WorkflowEvent.NodeAwaited;
import dev.pawl.workflow.WorkflowEvent.NodeWaitEnded;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.PhaseFellBack;
import dev.pawl.workflow.WorkflowEvent.PhaseReopened;
import dev.pawl.workflow.WorkflowEvent.PhaseStarted;
import dev.pawl.workflow.WorkflowEvent.PublicationUndone;
import dev.pawl.workflow.WorkflowEvent.RollbackFailed;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepRetried;
import dev.pawl.workflow.WorkflowEvent.StepReused;
import dev.pawl.workflow.WorkflowEvent.StepSkipped;
import dev.pawl.workflow.WorkflowEvent.StepStarted;
import dev.pawl.workflow.WorkflowEvent.TargetChangedOutside;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnding;
import dev.pawl.workflow.WorkflowEvent.WorkflowRestarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowResumed;
import dev.pawl.workflow.WorkflowEvent.WorkflowStarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import dev.pawl.workflow.WorkflowEvent.WorkspaceRolledBack;
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
import jakarta.persistence.Transient;
import java.time.Duration;
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

  private static final int MAX_MESSAGE_LENGTH = 2500;

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "name", updatable = false)
  private String name;

  @Embedded private WorkflowSpec spec;
  @Embedded private @Nullable SourceRevision revision;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private WorkflowStatus status;

  @Enumerated(EnumType.STRING)
  @Column(name = "ended_reason")
  private @Nullable EndedReason endedReason;

  /** The message of the failure with which the workflow ends. */
  @Column(name = "ended_message")
  private @Nullable String endedMessage;

  @Embedded private WorkflowResult result = new WorkflowResult();
  @Embedded private PendingActions pendingActions = new PendingActions();

  @Column(name = "restarts")
  private short restarts;

  @Column(name = "epoch", updatable = false)
  private long epoch;

  /** The epoch of the last claim whose node shut down. */
  @Column(name = "shutdown_epoch", insertable = false, updatable = false)
  private @Nullable Long shutdownEpoch;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Phase> phases = new ArrayList<>();

  @Column(name = "event_sequence")
  private long eventSequence;

  @Transient private final List<WorkflowEvent> pendingEvents = new ArrayList<>();
  @Transient private final List<TimedEvent> timedEvents = new ArrayList<>();

  @Embedded private WaitState waitState = new WaitState();
  @Embedded private AdaptiveThrottle throttle = new AdaptiveThrottle();

  @NullUnmarked
  protected Workflow() {}

  Workflow(String name, NewWorkflow submission, NodeCapabilities requirements, Instant now) {
    this();
    this.name = name;
    this.spec = new WorkflowSpec(submission, requirements);
    this.revision = SourceRevision.ofTarget(submission.target()).orElse(null);
    this.status = WorkflowStatus.QUEUED;
    this.createdAt = now;
    this.updatedAt = now;
    submission.plan().phases().forEach(phase -> phases.add(new Phase(this, phases.size(), phase)));
    var outline = phases.stream().map(Phase::outline).toList();
    registerEvent(new WorkflowSubmitted(spec.type(), spec.target().name(), spec.dryRun(), outline));
    submission
        .plan()
        .warnings()
        .forEach(warning -> registerEvent(new WarningRaised("plan", warning)));
  }

  /** Returns a workflow as it was when it was submitted, for a replay of its events. */
  static Workflow asSubmitted(Workflow recorded) {
    var workflow = new Workflow();
    workflow.id = recorded.id;
    workflow.name = recorded.name;
    workflow.spec = recorded.spec;
    workflow.revision = SourceRevision.ofTarget(recorded.spec.target()).orElse(null);
    workflow.status = WorkflowStatus.QUEUED;
    workflow.createdAt = recorded.createdAt;
    workflow.updatedAt = recorded.createdAt;
    recorded.phases.stream()
        .filter(phase -> !phase.isCompensation())
        .forEach(phase -> workflow.phases.add(phase.asPlanned(workflow)));
    return workflow;
  }

  /** Applies a recorded change of the status; reason and end are absent unless the workflow has ended. */
  void replayStatus(
      WorkflowStatus newStatus, @Nullable EndedReason reason, @Nullable Instant newEnd) {
    status = newStatus;
    endedReason = reason;
    endedAt = newEnd;
  }

  /** Applies the recorded message with which the workflow ended. */
  void replayEndedMessage(@Nullable String message) {
    endedMessage = message;
  }

  /** Applies the revision and the scope that the first attempt found in the target. */
  void replayFirstAttempt(Workflow recorded) {
    revision = recorded.revision;
    result.recordScope(recorded.result.determinedScope());
  }

  /** Applies the recorded first start. */
  void replayStart(Instant at) {
    status = WorkflowStatus.RUNNING;
    startedAt = at;
  }

  /** Applies a recorded restart. */
  void replayRestart() {
    restarts++;
    result.clear();
  }

  /** Counts a recorded event. */
  void replayEvent(Instant at) {
    eventSequence++;
    updatedAt = at;
  }

  /** Replaces a null embeddable: Hibernate loads an embeddable whose columns are all null as null. */
  @PostLoad
  void initializeEmbeddables() {
    result = result == null ? new WorkflowResult() : result;
  }

  void registerEvent(WorkflowEvent event) {
    eventSequence++;
    pendingEvents.add(event);
  }

  void registerEvents(List<WorkflowEvent> events) {
    events.forEach(this::registerEvent);
  }

  /** An event that is not yet stored. */
  record TimedEvent(WorkflowEvent event, Instant at) {}

  /** Sets the time of the events since the last call, which is that of the last update. */
  void timeEvents(Instant now) {
    if (!pendingEvents.isEmpty()) {
      updatedAt = now;
      pendingEvents.forEach(event -> timedEvents.add(new TimedEvent(event, now)));
      pendingEvents.clear();
    }
  }

  /**
   * Returns and clears the events that are not yet stored, oldest first; the last one has the current sequence number.
   *
   * @param now the time of those that have none yet
   */
  List<TimedEvent> drainEvents(Instant now) {
    timeEvents(now);
    var drained = List.copyOf(timedEvents);
    timedEvents.clear();
    return drained;
  }

  /** Returns the sequence number of the last event. */
  long eventSequence() {
    return eventSequence;
  }

  WorkflowRows.WorkflowRow toRow() {
    return new WorkflowRows.WorkflowRow(
        id,
        status.name(),
        endedReason == null ? null : endedReason.name(),
        endedMessage,
        restarts,
        startedAt,
        updatedAt,
        endedAt,
        eventSequence,
        revision == null ? null : revision.repository(),
        revision == null ? null : revision.ref(),
        revision == null ? null : revision.commit(),
        revision == null ? null : revision.subject(),
        revision == null ? null : revision.author(),
        result.toColumns(),
        pendingActions.toColumns(),
        waitState.toColumns(),
        throttle.toColumns());
  }

  /** Starts the workflow under its first claim, or resumes it under a later one, which cancels the lost attempts. */
  void onClaimed(Claim claim, Instant now) {
    endNodeWait();
    if (status == WorkflowStatus.QUEUED) {
      status = status.transitionTo(WorkflowStatus.RUNNING);
      startedAt = now;
      registerEvent(new WorkflowStarted(claim.node(), claim.epoch()));
    } else if (status == WorkflowStatus.RUNNING || isEnding()) {
      registerEvent(new WorkflowResumed(claim.node(), claim.epoch()));
      registerEvents(steps().loseRunning(shutdownEpoch, now));
      steps().findExhausted().ifPresent(step -> failExhausted(step, now));
      steps().requeueRunning();
    }
  }

  /** Starts the next step, or ends the workflow when no step is left; returns the next work item. */
  Optional<WorkItem> nextItem(Claim claim, Instant now) {
    if (isPublicationInterrupted()) {
      return Optional.of(new WorkItem.UndoPublication(spec.target()));
    }
    boolean isEnding = isEnding();
    if (pendingActions.isRollbackRequested() && !isEnding) {
      return Optional.of(spec.createRollback(result, pendingActions.rollbackPaths()));
    }
    if ((status == WorkflowStatus.RUNNING || status == WorkflowStatus.AWAITING_DECISION)
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
        case NextStep.Ready(Step step) when step.publishes() && !publishesResult() ->
            skip(step, "a dry run publishes nothing", now);
        case NextStep.Ready(Step step) -> {
          return Optional.of(start(step, claim, now));
        }
        case NextStep.Blocked blocked -> {
          return Optional.of(new WorkItem.Idle(blocked.until()));
        }
        case NextStep.Done _ -> {
          var end = pendingActions.end().orElse(StepTransition.End.COMPLETED);
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
    if (step.publishes() && spec.target().path() != null) {
      result.startPublishing();
    }
    int attempt = step.lastAttempt().orElseThrow().number();
    registerEvent(new StepStarted(step.name(), step.command(), attempt));
    Instant workflowDeadline = isEnding() ? Instant.MAX : deadline(now);
    var context =
        new WorkItem.StepContext(
            spec.project(),
            spec.sessionId(),
            restarts,
            step.phase().kind() == PhaseKind.PARALLEL && !step.modifies(),
            steps().nextStep(maxParallel(), now) instanceof NextStep.Blocked(Instant until)
                ? new WorkItem.Idle(until)
                : null,
            steps().accumulatedPoints(step),
            step.dependencies(),
            steps().statusByCommand(),
            result.externalChanges(),
            workflowDeadline,
            scope().orElse(null),
            spec.rules(),
            spec.formatters(),
            new PublicationOptions(spec.schedule(), pendingActions.publicationPaths()),
            step.hasTargetGates(),
            spec.readsWholeTarget(),
            steps().changeFiles());
    return step.toWorkItem(
        steps().outcomes(),
        step.phase().deadline(workflowDeadline, throttle),
        spec,
        result,
        throttle,
        context);
  }

  /**
   * Returns the scope, as determined when the snapshot was taken or else as requested; empty if the request has none and
   * the configuration of the target has none or is not known yet.
   */
  Optional<TargetScope> scope() {
    return Optional.ofNullable(result.determinedScope())
        .or(() -> Optional.ofNullable(spec.scope()));
  }

  /**
   * Returns whether a success of a running step only leads to other steps of its phase that read files: they may all be
   * repeated, and none of them depends on what has been stored. False once an attempt was lost with its node, because it
   * must be stored which step ends nodes.
   */
  boolean continuesRepeatably(String stepName, Instant now) {
    Step step = steps().find(stepName).orElseThrow();
    boolean interrupted =
        isEnding()
            || result.isPublishing()
            || pendingActions.isCancelRequested()
            || pendingActions.isPauseRequested()
            || pendingActions.isRollbackRequested()
            || waitState.awaitedLock() != null
            || now.isAfter(step.phase().deadline(deadline(now), throttle));
    return status == WorkflowStatus.RUNNING
        && !interrupted
        && steps().all().stream().allMatch(other -> other.retryState().lostAttempts() == 0)
        && step.isRepeatable()
        && steps().isFollowedByRepeatable(step);
  }

  /** Records the result of a running step and applies its consequences. */
  void recordResult(
      String stepName, StepResult stepResult, RecoveryPolicy recoveryPolicy, Instant now) {
    Step step = steps().find(stepName).orElseThrow();
    result.recordScope(stepResult.scope());
    if (stepResult.revision() != null) {
      revision = stepResult.revision();
    }
    stepResult
        .outcome()
        .warnings()
        .forEach(warning -> registerEvent(new WarningRaised(step.name(), warning)));
    if (!stepResult.verdicts().isEmpty()) {
      var verdicts = stepResult.verdicts().stream().map(Verdict::text).toList();
      registerEvent(new GatesJudged(step.name(), stepResult.gatesPassed(), verdicts));
    }
    if (stepResult.failure().isEmpty()) {
      complete(step, stepResult, now);
    } else {
      fail(step, stepResult, stepResult.failure().get(), recoveryPolicy, now);
    }
  }

  private void complete(Step step, StepResult stepResult, Instant now) {
    if (!step.retryState().settings().without().isEmpty()) {
      String files = String.join(", ", step.retryState().settings().without());
      registerEvent(
          new WarningRaised(
              step.name(), "files skipped because the step failed on them: " + files));
    }
    step.recordResult(stepResult, null, now);
    if (!isEnding()) {
      result.advanceTo(stepResult, step.publishes());
      step.checkpoint(stepResult.tree());
    }
    step.end(StepStatus.COMPLETED, null, now);
    registerEvent(
        new StepCompleted(
            step.name(),
            step.durationMs(),
            stepResult.outcome().summary(),
            result.snapshot(),
            result.tree()));
    apply(step, StepTransition.afterSuccess(stepResult.outcome(), spec.interactive()), now);
  }

  private void fail(
      Step step,
      StepResult stepResult,
      FailureReport failure,
      RecoveryPolicy recoveryPolicy,
      Instant now) {
    boolean overdue = !isEnding() && now.isAfter(deadline(now));
    boolean parallel = step.phase().kind() == PhaseKind.PARALLEL;
    boolean restarted = restarts > 0 || isEnding();
    boolean late = overdue || now.isAfter(step.phase().deadline(Instant.MAX, throttle));
    var context = step.recordFailure(stepResult.outcome(), parallel, restarted, late);
    RecoveryAction action = recoveryPolicy.actionFor(failure, context);
    FailureReport report = failure.withStrategy(action.strategy());
    step.recordResult(stepResult, report, now);
    switch (action) {
      case RecoveryAction.Retry retry -> {
        Instant notBefore = now.plus(retry.backoff());
        step.requeue(retry.settings(), notBefore);
        int attempt = step.lastAttempt().orElseThrow().number();
        registerEvent(
            new StepRetried(
                step.name(),
                attempt,
                report.message(),
                report.type(),
                retry.strategy(),
                notBefore));
      }
      case RecoveryAction.RestartWorkflow _ -> restart(step, report.message(), now);
      case RecoveryAction.GiveUp _
          when !overdue && canFallBack(stepResult, failure) && step.phase().fallBack(now) ->
          fallBack(step, report.message(), now);
      case RecoveryAction.GiveUp _ -> {
        step.end(StepStatus.FAILED, report.message(), now);
        var transition =
            StepTransition.afterFailure(step, stepResult.outcome(), report.message(), overdue);
        String examined = null;
        if (transition instanceof StepTransition.End end) {
          recordEndedMessage(report.message());
          boolean judged = report.stage() == StepStage.QUALITY_GATES;
          if (judged && end.status() == WorkflowStatus.FAILED && result.snapshot() == null) {
            examined = stepResult.snapshot();
            result.recordExamined(examined);
          }
        }
        registerEvent(
            new StepFailed(step.name(), step.durationMs(), report.message(), report, examined));
        apply(step, transition, now);
      }
    }
  }

  /** Returns whether a slower execution may succeed; a refusal or a failed gate would only repeat itself. */
  private static boolean canFallBack(StepResult stepResult, FailureReport failure) {
    return failure.stage() == StepStage.EXECUTION
        && stepResult.outcome().findFailure().filter(cause -> cause.kind().isFinal()).isEmpty();
  }

  /** Repeats the phase with reduced parallelism and simplified attempt settings. */
  private void fallBack(Step failed, String reason, Instant now) {
    failed.requeue();
    failed.retryState().scheduleSimplifiedRetry();
    registerEvent(new PhaseFellBack(failed.phase().name(), failed.name(), reason));
    registerEvents(steps().interruptRunning(now));
    steps().withStatus(StepStatus.PENDING).stream()
        .filter(step -> step.phase() == failed.phase())
        .forEach(step -> step.retryState().scheduleSimplifiedRetry());
  }

  /** Restarts the workflow from its first step and discards all intermediate results. */
  private void restart(Step failed, String reason, Instant now) {
    registerEvents(steps().interruptRunning(now));
    for (Step step : steps().all()) {
      if (step.status() != StepStatus.PENDING) {
        step.requeue();
      }
    }
    reopenPhases();
    result.clear();
    restarts++;
    registerEvent(new WorkflowRestarted(failed.name(), reason));
  }

  /** Fails a step whose attempts were repeatedly lost with their nodes (poison step). */
  private void failExhausted(Step step, Instant now) {
    int attempts = step.retryState().lostAttempts();
    String lost = Quantity.of(attempts, "attempt") + (attempts == 1 ? " was" : " were");
    String reason =
        "%s lost with their nodes (%s): each node ended or lost its lease while the step ran, so the step is not run again"
            .formatted(lost, String.join(", ", step.lostNodes()));
    step.giveUp(reason, now);
    registerEvent(new StepFailed(step.name(), step.durationMs(), reason, null, null));
    steps().requeueRunning();
    recordEndedMessage(reason);
    apply(step, new StepTransition.End(WorkflowStatus.FAILED, EndedReason.WORKER_LOST), now);
  }

  private void recordEndedMessage(String message) {
    String storable = message.replace('\0', '\uFFFD');
    endedMessage = storable.substring(0, Math.min(MAX_MESSAGE_LENGTH, storable.length()));
  }

  /** Applies a transition after a step. */
  void apply(Step step, StepTransition transition, Instant now) {
    switch (transition) {
      case StepTransition.Continue _ -> endPhase(step.phase(), now);
      // A requested cancellation makes the decision obsolete; the workflow ends next.
      case StepTransition.AwaitDecision _ when pendingActions.isCancelRequested() -> {}
      case StepTransition.AwaitDecision decision -> {
        registerEvents(steps().interruptRunning(now));
        awaitDecision(spec.createDecision(step.name(), decision, now));
      }
      case StepTransition.End end -> {
        registerEvents(steps().interruptRunning(now));
        endPhase(step.phase(), now);
        steps()
            .withStatus(StepStatus.PENDING)
            .forEach(pending -> skip(pending, step.name() + " ended the workflow", now));
        if (end.status() == WorkflowStatus.ROLLED_BACK && result.resetToSnapshot()) {
          registerEvent(new WorkspaceRolledBack());
        }
        compensateOrEnd(steps().findCompensable(), end, now);
      }
    }
  }

  /** Ends the workflow, after compensating effects outside the workspace, newest first, if there are any. */
  private void compensateOrEnd(List<Step> completed, StepTransition.End end, Instant now) {
    if (completed.isEmpty() || isEnding() || pendingActions.isCancelRequested()) {
      if (result.isPublishing()) {
        endLater(end);
      } else {
        end(end.status(), end.reason(), now);
      }
    } else {
      endLater(end);
      registerEvent(new CompensationStarted(addCompensation(completed).outline()));
    }
  }

  private void endLater(StepTransition.End end) {
    pendingActions.endAfterCompensation(end);
    registerEvent(new WorkflowEnding(end.status(), end.reason()));
  }

  /**
   * Records that the published result was rolled back.
   *
   * @param tree the tree of the target now: the snapshot, or an intermediate tree after a partial rollback
   */
  void recordRollback(String tree, Instant now) {
    if (!result.isBasedOn(tree)) {
      registerEvent(new FilesRolledBack(pendingActions.rollbackPaths(), tree));
      pendingActions.clearRollback();
      result.rollBackTo(tree);
      return;
    }
    List<Step> completed = steps().findCompensable();
    registerEvents(steps().markRolledBack());
    EndedReason reason = endedReason == null ? EndedReason.COMPLETED : endedReason;
    compensateOrEnd(completed, new StepTransition.End(WorkflowStatus.ROLLED_BACK, reason), now);
  }

  /**
   * Records that an interrupted or failed publication was undone, after which the workflow continues or ends.
   *
   * @param unrestored the files that were not restored, each with the reason; empty if nothing had to be undone
   */
  void recordUndonePublication(Optional<List<String>> unrestored) {
    result.endPublishing();
    unrestored.ifPresent(files -> registerEvent(new PublicationUndone(files)));
  }

  /** Records why a node could not roll back the published result, and which node may be able to. */
  void recordRollbackFailure(String reason, String node) {
    pendingActions.clearRollback();
    // Nodes without a shared disk may have other folders.
    Optional<String> publisher =
        steps().findPublisher().filter(name -> spec.target().path() != null && !name.equals(node));
    registerEvent(
        new RollbackFailed(
            publisher
                .map(name ->
                    "%s (tried by node %s; published by node %s)".formatted(reason, node, name))
                .orElse(reason)));
  }

  /** Records the external changes of the target and registers an event, if they are new and the workflow is open. */
  void recordExternalChanges(List<String> paths) {
    if (!status.isEnded() && result.recordExternalChanges(paths)) {
      registerEvent(new TargetChangedOutside(result.externalChanges(), paths.size()));
    }
  }

  /** Reuses the results of an earlier workflow on the same snapshot, up to the first step that runs again. */
  void reuseResults(Claim claim, Workflow original, String fromStep, Instant now) {
    for (Step step : steps().all()) {
      if (step.name().equals(fromStep)) {
        return;
      }
      Optional<Step> originalStep = original.steps().find(step.name());
      if (step.status() == StepStatus.PENDING && originalStep.flatMap(Step::outcome).isPresent()) {
        if (step.phase().start(now)) {
          registerEvent(new PhaseStarted(step.phase().name()));
        }
        step.reuse(claim, originalStep.get(), original.name(), now);
        originalStep.get().tree().ifPresent(result::restore);
        registerEvent(new StepReused(step.name(), original.name(), result.tree()));
        endPhase(step.phase(), now);
      }
    }
  }

  /** Opens a decision and waits for its answer. */
  private void awaitDecision(Decision decision) {
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
    return spec.deadline(startedAt == null ? now : startedAt).plus(waitState.creditedTime());
  }

  private void skip(Step step, String reason, Instant now) {
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

  private void end(WorkflowStatus newStatus, EndedReason reason, Instant now) {
    status = status.transitionTo(newStatus);
    endedReason = reason;
    pendingActions.clearEnd();
    pendingActions.clearRollback();
    pendingActions.clearPublication();
    pendingActions.setPauseRequested(false);
    endedAt = now;
    endNodeWait();
    registerEvent(new WorkflowEnded(newStatus, reason, endedMessage));
  }

  /** Cancels all open steps and ends the workflow, once the target contains no part of the result. */
  void cancel(Instant now) {
    if (result.isPublishing()) {
      return;
    }
    waitState.decision().ifPresent(decision -> waitState.closeDecision(now));
    registerEvents(steps().cancelOpen(now));
    endLockWait();
    end(WorkflowStatus.CANCELLED, pendingActions.cancelReason(), now);
  }

  /** Ends a workflow that the engine cannot execute; an interrupted publication is undone first. */
  void failInternally(String reason, Instant now) {
    registerEvent(new WarningRaised("engine", "internal error of Pawl: " + reason));
    if (status == WorkflowStatus.AWAITING_DECISION) {
      return;
    }
    if (status == WorkflowStatus.QUEUED) {
      status = status.transitionTo(WorkflowStatus.RUNNING);
    }
    endLockWait();
    registerEvents(steps().cancelOpen(now));
    var end = new StepTransition.End(WorkflowStatus.FAILED, EndedReason.INTERNAL_ERROR);
    recordEndedMessage(reason);
    if (result.isPublishing()) {
      endLater(end);
    } else {
      end(end.status(), end.reason(), now);
    }
  }

  /** Changes the status back to running, after an end or a decision. */
  void markRunning() {
    status = status.transitionTo(WorkflowStatus.RUNNING);
    endedReason = null;
    endedMessage = null;
  }

  /** Resumes an ended workflow; the time since its start does not count against its deadline. */
  void resume(Instant now) {
    markRunning();
    pendingActions.clearCancelAndPause();
    result.clearExamined();
    waitState.credit(startedAt == null ? Duration.ZERO : Duration.between(startedAt, now));
    endedAt = null;
  }

  /** Starts to wait for a lock that another workflow holds. */
  void awaitLock(String resource, LockConflict conflict) {
    waitState.awaitLock(resource);
    registerEvent(new LockAwaited(resource, conflict.holder(), conflict.position()));
  }

  /** Starts to wait for a node that can run the workflow. */
  void awaitNode(NodeWait wait) {
    waitState.awaitNode(wait);
    registerEvent(new NodeAwaited(wait.reason(), wait.missing()));
  }

  /** Ends the wait for a node, if there is one. */
  void endNodeWait() {
    if (waitState.nodeWait() != null) {
      waitState.awaitNode(null);
      registerEvent(new NodeWaitEnded());
    }
  }

  /** Ends the wait for a lock, if there is one. */
  void endLockWait() {
    String awaited = waitState.awaitedLock();
    if (awaited != null) {
      waitState.awaitLock(null);
      registerEvent(new LockWaitEnded(awaited));
    }
  }

  /** Adds a phase that compensates the given steps. */
  private Phase addCompensation(List<Step> completed) {
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
        steps().isPublishing() || isEnding(),
        result.canRollBack(spec.target().git() != null),
        canPublish(),
        waitState.decision().filter(Decision::paused).isPresent(),
        phases.stream().anyMatch(Phase::isCompensation));
  }

  /** Returns whether a step publishes the result: always, or on request in a dry run. */
  private boolean publishesResult() {
    return !spec.dryRun() || pendingActions.isPublicationRequested();
  }

  /** Returns whether the result of a dry run, or one that was refused, can be published. */
  private boolean canPublish() {
    boolean unpublished =
        status == WorkflowStatus.COMPLETED
            ? spec.dryRun()
            : endedReason == EndedReason.PUBLISH_CONFLICT
                || endedReason == EndedReason.PUBLISH_REJECTED;
    StepStatus expected =
        status == WorkflowStatus.COMPLETED ? StepStatus.SKIPPED : StepStatus.FAILED;
    return unpublished
        && spec.target().archive() == null
        && result.isUnpublished()
        && steps().withStatus(expected).stream().anyMatch(Step::publishes);
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
        !isEnding() && (pendingActions.isCancelRequested() || pendingActions.isPauseRequested());
    boolean publishes =
        status == WorkflowStatus.RUNNING
            && !stopRequested
            && publishesResult()
            && steps().nextStep(1, now) instanceof NextStep.Ready(Step step)
            && step.publishes();
    return publishes || result.isPublishing() || pendingActions.isRollbackRequested()
        ? spec.publishLock()
        : Optional.empty();
  }

  /** Returns whether a publication was interrupted or failed, so that it must be undone before anything else. */
  private boolean isPublicationInterrupted() {
    return result.isPublishing() && !steps().isPublishing();
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

  /** Returns whether compensations are in progress, after which the workflow ends. */
  private boolean isEnding() {
    return pendingActions.end().isPresent();
  }

  /** Returns how often the whole workflow was restarted. */
  int restarts() {
    return restarts;
  }

  /** Returns the reason for the end; empty while the workflow has not ended. */
  Optional<EndedReason> endedReason() {
    return Optional.ofNullable(endedReason);
  }

  /** Returns the message of the failure with which the workflow ended; empty if it has not ended or did not fail. */
  Optional<String> endedMessage() {
    return status.isEnded() ? Optional.ofNullable(endedMessage) : Optional.empty();
  }

  /** Returns the commit that the workflow examines; empty if the target is not known to be one. */
  Optional<SourceRevision> revision() {
    return Optional.ofNullable(revision);
  }

  AdaptiveThrottle throttle() {
    return throttle;
  }

  PendingActions pendingActions() {
    return pendingActions;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  WaitState waitState() {
    return waitState;
  }

  List<Phase> phases() {
    return phases;
  }
}
