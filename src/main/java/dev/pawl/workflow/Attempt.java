package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkItem.StepResult;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One attempt to run a step, under one claim. */
@Entity
@Table(name = "attempt")
@DynamicUpdate
class Attempt {

  @Id
  @Column(name = "id")
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "step_id", updatable = false)
  private Step step;

  @Column(name = "number", updatable = false)
  private short number;

  @Column(name = "epoch", updatable = false)
  private long epoch;

  @Column(name = "node", updatable = false)
  private String node;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private StepStatus status;

  @Column(name = "started_at", updatable = false)
  private Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "outcome")
  private @Nullable CommandResult outcome;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "gate_verdicts")
  private @Nullable List<Verdict> verdicts;

  /** The verdicts as text, as earlier versions stored them. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "verdicts", insertable = false, updatable = false)
  private @Nullable List<String> verdictTexts;

  @Column(name = "error")
  private @Nullable String error;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "stages")
  private List<StageRecord> stages = new ArrayList<>();

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "failure")
  private @Nullable FailureReport failure;

  @Column(name = "reused_from")
  private @Nullable String reusedFrom;

  /** The log that is written with the result. It is not read with the attempt, which would transfer it with each one. */
  @Transient private @Nullable String log;

  @NullUnmarked
  protected Attempt() {}

  Attempt(Step step, int number, Claim claim, Instant now) {
    this();
    this.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    this.step = step;
    this.number = (short) number;
    this.epoch = claim.epoch();
    this.node = claim.node();
    this.status = StepStatus.RUNNING;
    this.startedAt = now;
  }

  /** Returns this attempt as it was when it started, for a replay of events. */
  Attempt asStarted() {
    return new Attempt(step, number, new Claim(step.id(), "", node, epoch, null), startedAt);
  }

  WorkflowRows.AttemptRow toRow() {
    return new WorkflowRows.AttemptRow(
        id,
        step.id(),
        number,
        epoch,
        node,
        status.name(),
        startedAt,
        endedAt,
        outcome,
        verdicts,
        error,
        stages,
        failure,
        reusedFrom,
        log);
  }

  /** Ends the attempt with the result of the step. */
  void end(StepResult result, @Nullable FailureReport report, Instant now) {
    end(report == null ? StepStatus.COMPLETED : StepStatus.FAILED, null, now);
    outcome = result.outcome();
    verdicts = result.verdicts();
    stages = result.stages();
    failure = report;
    error = report == null ? null : report.message();
    log = result.log();
  }

  /** Ends the attempt without a result. */
  void end(StepStatus newStatus, @Nullable String reason, Instant now) {
    status = status.transitionTo(newStatus);
    error = reason;
    endedAt = now;
  }

  /** Reports why the step is not run again after this attempt was lost with its node. */
  void reportLoss(String reason, Instant now) {
    failure = FailureReport.lostWithNode(reason, node, now);
    error = reason;
  }

  /** Completes the attempt with the outcome that an earlier workflow had on the same content. */
  void reuse(@Nullable CommandResult reusedOutcome, String originWorkflow, Instant now) {
    end(StepStatus.COMPLETED, null, now);
    outcome = reusedOutcome;
    reusedFrom = originWorkflow;
    stages =
        List.of(
            new StageRecord(
                StepStage.EXECUTION, true, "taken over from " + originWorkflow, startedAt, 0));
  }

  /** Returns whether the attempt did not run because the outcome of an earlier workflow was reused. */
  boolean isReused() {
    return reusedFrom != null;
  }

  boolean isRunning() {
    return status == StepStatus.RUNNING;
  }

  int number() {
    return number;
  }

  Optional<FailureReport> failure() {
    return Optional.ofNullable(failure);
  }

  @Nullable String error() {
    return error;
  }

  @Nullable CommandResult outcome() {
    return outcome;
  }

  StepStatus status() {
    return status;
  }

  String node() {
    return node;
  }

  long epoch() {
    return epoch;
  }

  Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  /** Returns the verdicts of the gates. */
  List<Verdict> verdicts() {
    return verdicts == null ? List.of() : verdicts;
  }

  /** Returns the verdicts that an earlier version stored as text only. */
  List<String> verdictTexts() {
    return verdictTexts == null ? List.of() : verdictTexts;
  }

  List<StageRecord> stages() {
    return stages;
  }
}
