package dev.pawl.workflow;

import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
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
import jakarta.persistence.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A phase of a workflow: a group of steps that run sequentially or in parallel. */
@Entity
@Table(name = "phase")
@DynamicUpdate
class Phase {

  private static final String COMPENSATION_PREFIX = "compensation_";

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "workflow_id", updatable = false)
  private Workflow workflow;

  @Column(name = "position", updatable = false)
  private short position;

  @Column(name = "name", updatable = false)
  private String name;

  @Enumerated(EnumType.STRING)
  @Column(name = "kind", updatable = false)
  private PhaseKind kind;

  @Column(name = "timeout_seconds", updatable = false)
  private @Nullable Long timeoutSeconds;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private StepStatus status;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "fell_back_at")
  private @Nullable Instant fellBackAt;

  /** The time for which steps have waited for the node since the phase started or fell back, in milliseconds. */
  @Column(name = "waited_ms")
  private long waitedMs;

  /** The start of the last waits that overlapped, so that their time counts once. */
  @Transient private @Nullable Instant waitedSince;

  /** The end of the last wait. */
  @Transient private @Nullable Instant waitedUntil;

  @OneToMany(mappedBy = "phase", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Step> steps = new ArrayList<>();

  @NullUnmarked
  protected Phase() {}

  Phase(Workflow workflow, int position, PlannedPhase planned) {
    this();
    this.workflow = workflow;
    this.position = (short) position;
    this.name = planned.name();
    this.kind = planned.kind();
    this.timeoutSeconds = planned.timeout() == null ? null : planned.timeout().toSeconds();
    this.status = StepStatus.PENDING;
    planned.steps().forEach(step -> steps.add(new Step(this, steps.size(), step)));
  }

  /** Returns this phase before its start, for a replay of events. */
  Phase asPlanned(Workflow owner) {
    var phase = new Phase();
    phase.workflow = owner;
    phase.position = position;
    phase.name = name;
    phase.kind = kind;
    phase.timeoutSeconds = timeoutSeconds;
    phase.status = StepStatus.PENDING;
    steps.forEach(step -> phase.steps.add(step.asPlanned(phase)));
    return phase;
  }

  /** Applies a recorded start, end or reopening; the end is absent unless the phase has ended. */
  void replay(StepStatus newStatus, @Nullable Instant newStart, @Nullable Instant newEnd) {
    status = newStatus;
    startedAt = newStart;
    endedAt = newEnd;
  }

  /** Applies a recorded fallback. */
  void replayFallBack(Instant at) {
    fellBackAt = at;
    withStatus(StepStatus.PENDING).forEach(step -> step.retryState().replayBackoff(null));
  }

  /** Creates a phase that compensates steps in the given order, each with its compensation command. */
  static Phase compensationOf(Workflow workflow, int position, List<Step> completed) {
    var phase = new Phase();
    phase.workflow = workflow;
    phase.position = (short) position;
    phase.name = COMPENSATION_PREFIX + position;
    phase.kind = PhaseKind.SEQUENTIAL;
    phase.status = StepStatus.PENDING;
    completed.forEach(
        step -> phase.steps.add(Step.compensationOf(phase, phase.steps.size(), step)));
    return phase;
  }

  /** Returns whether the phase has not been stored. */
  boolean isNew() {
    return id == null;
  }

  WorkflowRows.PhaseRow toRow() {
    return new WorkflowRows.PhaseRow(id, status.name(), startedAt, endedAt, fellBackAt, waitedMs);
  }

  /** Reopens the phase if it has pending steps; returns whether it was reopened. */
  boolean reopen() {
    if (status != StepStatus.PENDING && !withStatus(StepStatus.PENDING).isEmpty()) {
      status = withStatus(StepStatus.COMPLETED).isEmpty() ? StepStatus.PENDING : StepStatus.RUNNING;
      endedAt = null;
      return true;
    }
    return false;
  }

  /** Starts the phase; returns false when it had already started. */
  boolean start(Instant now) {
    if (status != StepStatus.PENDING) {
      return false;
    }
    status = status.transitionTo(StepStatus.RUNNING);
    startedAt = now;
    clearWaits();
    return true;
  }

  /** Returns the deadline of its steps: {@code latest}, or earlier when the phase has its own timeout. */
  Instant deadline(Instant latest, AdaptiveThrottle throttle) {
    if (timeoutSeconds == null || startedAt == null) {
      return latest;
    }
    Instant begin = fellBackAt == null ? startedAt : fellBackAt;
    Instant phaseDeadline =
        begin.plus(throttle.scaleTimeout(Duration.ofSeconds(timeoutSeconds))).plusMillis(waitedMs);
    return phaseDeadline.isBefore(latest) ? phaseDeadline : latest;
  }

  /** Extends the deadline by a wait for the node that ends now. */
  void creditWait(Duration waited, Instant now) {
    Instant from = now.minus(waited);
    if (waitedSince == null || waitedUntil == null || waitedUntil.isBefore(from)) {
      waitedMs += waited.toMillis();
      waitedSince = from;
    } else {
      waitedMs += Math.max(0, Duration.between(waitedUntil, now).toMillis());
      waitedMs += Math.max(0, Duration.between(from, waitedSince).toMillis());
      waitedSince = from.isBefore(waitedSince) ? from : waitedSince;
    }
    waitedUntil = now;
  }

  private void clearWaits() {
    waitedMs = 0;
    waitedSince = null;
    waitedUntil = null;
  }

  /** Returns the used share of the phase timeout in percent; empty without a timeout or before the phase has ended. */
  OptionalLong usedPercent(AdaptiveThrottle throttle) {
    if (timeoutSeconds == null || startedAt == null || endedAt == null) {
      return OptionalLong.empty();
    }
    long allowed =
        Math.max(1, throttle.scaleTimeout(Duration.ofSeconds(timeoutSeconds)).toMillis());
    long used = Math.max(0, Duration.between(startedAt, endedAt).toMillis() - waitedMs);
    return OptionalLong.of(100 * used / allowed);
  }

  /**
   * Prepares one slower repetition of the phase; its timeout starts again.
   *
   * @return false when the phase has no timeout, as in plans that are not adaptive, or was already repeated
   */
  boolean fallBack(Instant now) {
    if (timeoutSeconds == null || fellBackAt != null) {
      return false;
    }
    fellBackAt = now;
    clearWaits();
    return true;
  }

  /** Returns the maximum number of parallel steps: 1 after a fallback, otherwise {@code most}. */
  int maxParallel(int max) {
    return fellBackAt == null ? max : 1;
  }

  /** Ends the phase with the worst status of its steps; returns false when steps are open or it has already ended. */
  boolean end(Instant now) {
    boolean hasOpenSteps = steps.stream().anyMatch(Step::isOpen);
    if (hasOpenSteps || endedAt != null) {
      return false;
    }
    StepStatus worst = StepStatus.COMPLETED;
    if (steps.stream().allMatch(step -> step.status() == StepStatus.SKIPPED)) {
      worst = StepStatus.SKIPPED;
    }
    for (StepStatus candidate : List.of(StepStatus.CANCELLED, StepStatus.FAILED)) {
      if (steps.stream().anyMatch(step -> step.status() == candidate)) {
        worst = candidate;
      }
    }
    boolean illegal = status == StepStatus.RUNNING && worst == StepStatus.SKIPPED;
    if (status == StepStatus.PENDING && worst != StepStatus.CANCELLED) {
      // A reopened phase ends before any of its steps ran again, so that it neither failed nor
      // completed.
      boolean cancelled = steps.stream().anyMatch(step -> step.status() == StepStatus.CANCELLED);
      worst = cancelled ? StepStatus.CANCELLED : StepStatus.SKIPPED;
    }
    status = status.transitionTo(illegal ? StepStatus.COMPLETED : worst);
    endedAt = now;
    return true;
  }

  /** Returns whether this is a compensation phase. */
  boolean isCompensation() {
    return name.startsWith(COMPENSATION_PREFIX);
  }

  /** Returns the outline of the phase for events. */
  WorkflowEvent.PhaseOutline outline() {
    return new WorkflowEvent.PhaseOutline(name, kind, steps.stream().map(Step::outline).toList());
  }

  /** Returns the plan of this phase, for a rerun. */
  PlannedPhase toPlan() {
    Duration timeout = timeoutSeconds == null ? null : Duration.ofSeconds(timeoutSeconds);
    return new PlannedPhase(name, kind, timeout, steps.stream().map(Step::toPlan).toList());
  }

  List<Step> withStatus(StepStatus requested) {
    return steps.stream().filter(step -> step.status() == requested).toList();
  }

  PhaseKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  StepStatus status() {
    return status;
  }

  List<Step> steps() {
    return steps;
  }

  @Nullable Long timeoutSeconds() {
    return timeoutSeconds;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant fellBackAt() {
    return fellBackAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }
}
