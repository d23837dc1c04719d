package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.RetrySettings;
import dev.pawl.gate.Gate;
import dev.pawl.lock.Claim;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plan.TargetRules;
import dev.pawl.recovery.FailureContext;
import dev.pawl.recovery.FailureReport;
import dev.pawl.workflow.WorkItem.StepResult;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One step of a workflow: a planned command with its status and attempts. */
@Entity
@Table(name = "step")
@DynamicUpdate
class Step {

  /** The command that creates the snapshot. */
  static final String SNAPSHOT = "snapshot/create";

  /** The command that reads what is stored of the workflow. */
  private static final String REPORT = "report/generate";

  private static final String NODE_LOST = "the node was lost";
  private static final String NODE_SHUT_DOWN =
      "interrupted: the node was shut down, or its database was not available";

  private static final Set<String> PROTECTING_COMMANDS =
      Set.of("safety/check", SNAPSHOT, "integrity/check", "publish/apply");

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "phase_id", updatable = false)
  private Phase phase;

  @Column(name = "position", updatable = false)
  private short position;

  @Column(name = "name", updatable = false)
  private String name;

  @Column(name = "command", updatable = false)
  private String command;

  @Column(name = "arguments", updatable = false)
  private String arguments;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "definition", updatable = false)
  private @Nullable CommandFile definition;

  @Column(name = "modifies", updatable = false)
  private boolean modifies;

  @Column(name = "timeout_seconds", updatable = false)
  private long timeoutSeconds;

  @Enumerated(EnumType.STRING)
  @Column(name = "on_failure", updatable = false)
  private OnFailure onFailure;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "gates", updatable = false)
  private List<Gate> gates;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private StepStatus status;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "duration_ms")
  private @Nullable Long durationMs;

  @Column(name = "points", updatable = false)
  private short points;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "dependencies", updatable = false)
  private List<String> dependencies;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "compensation", updatable = false)
  private @Nullable Compensation compensation;

  /** Whether the gates of a repository's configuration, which is known when the step runs, apply. */
  @Column(name = "target_gates", updatable = false)
  private boolean targetGates;

  /** Whether the action on failure of a repository's configuration applies. */
  @Column(name = "target_on_failure", updatable = false)
  private boolean targetOnFailure;

  @Embedded private RetryState retryState = new RetryState();
  private @Nullable String tree;

  @OneToMany(mappedBy = "step", cascade = CascadeType.ALL)
  @OrderBy("number")
  private List<Attempt> attempts = new ArrayList<>();

  @NullUnmarked
  protected Step() {}

  Step(Phase phase, int position, PlannedStep planned) {
    this();
    this.phase = phase;
    this.position = (short) position;
    this.name = planned.name();
    this.command = planned.command();
    this.arguments = planned.arguments();
    this.definition = planned.definition();
    this.modifies = planned.modifies();
    this.timeoutSeconds = planned.timeout().toSeconds();
    this.onFailure = planned.onFailure();
    this.gates = planned.gates();
    this.points = (short) planned.points();
    this.dependencies = planned.dependencies();
    this.compensation = planned.compensation();
    this.targetGates = planned.targetRules().gates();
    this.targetOnFailure = planned.targetRules().onFailure();
    this.status = StepStatus.PENDING;
  }

  /** Creates a step that compensates another one; its failure does not prevent other compensations. */
  static Step compensationOf(Phase phase, int position, Step completed) {
    Compensation command = completed.compensation().orElseThrow();
    return new Step(
        phase, position, command.toStep("compensate_" + completed.name(), completed.arguments));
  }

  /** Returns this step before its first attempt, for a replay of events. */
  Step asPlanned(Phase owner) {
    var step = new Step(owner, position, toPlan());
    step.id = id;
    return step;
  }

  WorkflowRows.StepRow toRow() {
    return retryState.toRow(id, status, startedAt, endedAt, durationMs, tree);
  }

  /** Applies the recorded start of an attempt. */
  void replayStart(Attempt recorded, Instant at) {
    status = StepStatus.RUNNING;
    startedAt = startedAt == null ? at : startedAt;
    endedAt = null;
    durationMs = null;
    retryState.startAttempt();
    attempts.add(recorded.asStarted());
  }

  /**
   * Applies the recorded end of an attempt or of the step.
   *
   * @param newStatus pending when the step runs again
   * @param recorded the attempts of the recorded step
   */
  void replayEnd(StepStatus newStatus, List<Attempt> recorded, Instant at) {
    status = newStatus;
    boolean ended = newStatus != StepStatus.PENDING;
    endedAt = ended ? at : null;
    durationMs = ended ? durationUntil(at) : null;
    if (!attempts.isEmpty()) {
      attempts.set(attempts.size() - 1, recorded.get(attempts.size() - 1));
    }
  }

  private long durationUntil(Instant end) {
    return startedAt == null ? 0 : Duration.between(startedAt, end).toMillis();
  }

  /** Starts another attempt. */
  void start(Claim claim, Instant now) {
    status = status.transitionTo(StepStatus.RUNNING);
    startedAt = startedAt == null ? now : startedAt;
    retryState.startAttempt();
    attempts.add(new Attempt(this, attempts.size() + 1, claim, now));
  }

  /**
   * Cancels the running attempt because its node was lost or shut down.
   *
   * @param shutdownEpoch the epoch of the last claim whose node shut down; absent if there is none
   * @return whether the node was lost
   */
  boolean lose(@Nullable Long shutdownEpoch, Instant now) {
    boolean shutDown =
        lastAttempt().filter(attempt -> Objects.equals(attempt.epoch(), shutdownEpoch)).isPresent();
    if (!shutDown) {
      retryState.recordLostAttempt();
    }
    endAttempt(StepStatus.CANCELLED, shutDown ? NODE_SHUT_DOWN : NODE_LOST, now);
    return !shutDown;
  }

  /** Returns the nodes with which attempts were lost, in the order of the attempts. */
  List<String> lostNodes() {
    return attempts.stream()
        .filter(attempt -> NODE_LOST.equals(attempt.error()))
        .map(Attempt::node)
        .distinct()
        .toList();
  }

  /** Fails the step, whose last attempt was lost with its node, and reports the reason with this attempt. */
  void giveUp(String reason, Instant now) {
    lastAttempt().ifPresent(attempt -> attempt.reportLoss(reason, now));
    end(StepStatus.FAILED, reason, now);
  }

  /** Cancels the running attempt because a parallel step failed, and requeues the step. */
  void interrupt(Instant now) {
    endAttempt(StepStatus.CANCELLED, "another step of its phase failed", now);
    requeue();
  }

  private void endAttempt(StepStatus newStatus, @Nullable String reason, Instant now) {
    lastAttempt()
        .filter(Attempt::isRunning)
        .ifPresent(attempt -> attempt.end(newStatus, reason, now));
  }

  /** Records the result of the running attempt. */
  void recordResult(StepResult result, @Nullable FailureReport failure, Instant now) {
    lastAttempt().orElseThrow().end(result, failure, now);
  }

  /** Completes the step with the outcome that an earlier workflow had on the same content. */
  void reuse(Claim claim, Step original, String originWorkflow, Instant now) {
    start(claim, now);
    Attempt attempt = lastAttempt().orElseThrow();
    attempt.reuse(original.outcome().orElse(null), originWorkflow, now);
    tree = original.tree;
    end(StepStatus.COMPLETED, null, now);
  }

  /** Ends the step. */
  void end(StepStatus newStatus, @Nullable String reason, Instant now) {
    endAttempt(newStatus, reason, now);
    status = status.transitionTo(newStatus);
    endedAt = now;
    durationMs = durationUntil(now);
  }

  /** Counts a failed attempt and returns the context for choosing a recovery action. */
  FailureContext recordFailure(
      CommandResult outcome, boolean parallel, boolean restarted, boolean overdue) {
    boolean isFinal =
        overdue || outcome.findFailure().filter(failure -> failure.kind().isFinal()).isPresent();
    return new FailureContext(
        command,
        modifies,
        parallel,
        retryState.recordFailure(),
        retryState.settings(),
        restarted,
        isFinal);
  }

  /** Requeues the step for another attempt with other settings, not before {@code from}. */
  void requeue(RetrySettings settings, Instant retryAt) {
    retryState.scheduleRetry(settings, retryAt);
    requeue();
  }

  /** Requeues the step for another attempt. */
  void requeue() {
    status = status.transitionTo(StepStatus.PENDING);
    endedAt = null;
    durationMs = null;
  }

  /** Requeues the step and resets its retry state. */
  void reset() {
    retryState.reset();
    requeue();
  }

  /** Records the checkpoint after the step: the tree of the workspace. */
  void checkpoint(@Nullable String newTree) {
    tree = newTree;
  }

  void markRolledBack() {
    status = status.transitionTo(StepStatus.ROLLED_BACK);
  }

  Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** Returns the outcome of the completed step. */
  Optional<CommandResult> outcome() {
    return status == StepStatus.COMPLETED || status == StepStatus.ROLLED_BACK
        ? lastAttempt().map(Attempt::outcome)
        : Optional.empty();
  }

  /** Creates the work item of the started attempt. */
  WorkItem.RunStep toWorkItem(
      Map<String, CommandResult> previous,
      Instant deadline,
      WorkflowSpec spec,
      WorkflowResult result,
      AdaptiveThrottle throttle,
      WorkItem.StepContext context) {
    return new WorkItem.RunStep(
        id,
        name,
        command,
        arguments,
        definition,
        attempts.size(),
        modifies,
        publishes(),
        throttle.scaleTimeout(Duration.ofSeconds(timeoutSeconds)),
        gates,
        spec.limit(retryState.settings()),
        previous,
        deadline,
        spec.target(),
        result.snapshot(),
        result.tree(),
        context);
  }

  /** Returns whether the step is pending or running. */
  boolean isOpen() {
    return status == StepStatus.PENDING || status == StepStatus.RUNNING;
  }

  /** Returns whether the step may run again without effect: it reads files, and not what is stored of the workflow. */
  boolean isRepeatable() {
    return phase.kind() == PhaseKind.PARALLEL
        && !modifies
        && !publishes()
        && compensation == null
        && !command.equals(REPORT);
  }

  /** Returns whether the step depends on a command. */
  boolean dependsOn(String requiredCommand) {
    return dependencies.contains(requiredCommand);
  }

  /** Returns whether the step runs again when its workflow is resumed. */
  boolean canBeResumed() {
    return status == StepStatus.FAILED
        || status == StepStatus.CANCELLED
        || status == StepStatus.SKIPPED;
  }

  /** Returns whether the step changes the target; a dry run skips it. */
  boolean publishes() {
    return command.equals("publish/apply");
  }

  /** Returns whether the step protects the target, so that the workflow must not continue after its failure. */
  boolean protectsTarget() {
    return PROTECTING_COMMANDS.contains(command);
  }

  UUID id() {
    return id;
  }

  Phase phase() {
    return phase;
  }

  String name() {
    return name;
  }

  String command() {
    return command;
  }

  boolean modifies() {
    return modifies;
  }

  /** Returns whether the step may change files, other than by publishing or reverting what other steps have changed. */
  boolean changesFiles() {
    return modifies && !publishes() && !command.equals("integrity/check");
  }

  /** Returns whether the gates of a repository's configuration apply to the step. */
  boolean hasTargetGates() {
    return targetGates;
  }

  /**
   * Returns the action after a failure: that of a repository's configuration, if it applies.
   *
   * @param outcome the outcome of the failed attempt, which states the configured action
   */
  OnFailure onFailure(CommandResult outcome) {
    String configured = outcome.facts().get(CommandResult.TARGET_ON_FAILURE);
    if (configured == null || !targetOnFailure) {
      return onFailure;
    }
    OnFailure action = OnFailure.of(configured);
    return action == OnFailure.CONTINUE && protectsTarget() ? onFailure : action;
  }

  StepStatus status() {
    return status;
  }

  int points() {
    return points;
  }

  List<String> dependencies() {
    return dependencies;
  }

  Optional<Compensation> compensation() {
    return Optional.ofNullable(compensation);
  }

  RetryState retryState() {
    return retryState;
  }

  Optional<String> tree() {
    return Optional.ofNullable(tree);
  }

  WorkflowEvent.StepOutline outline() {
    return new WorkflowEvent.StepOutline(name, command);
  }

  /** Returns the plan of this step, for a rerun. */
  PlannedStep toPlan() {
    return new PlannedStep(
        name,
        command,
        arguments,
        modifies,
        Duration.ofSeconds(timeoutSeconds),
        onFailure,
        gates,
        definition,
        points,
        dependencies,
        compensation,
        new TargetRules(targetGates, targetOnFailure));
  }

  /** Returns the duration in milliseconds; 0 while the step has not ended. */
  long durationMs() {
    return durationMs == null ? 0 : durationMs;
  }

  String arguments() {
    return arguments;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  List<Gate> gates() {
    return gates;
  }

  /** Returns all attempts, oldest first. */
  List<Attempt> attempts() {
    return attempts;
  }
}
