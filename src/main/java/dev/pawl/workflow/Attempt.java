package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.StepResult;
import org.hibernate.annotations.DynamicUpdate;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One try at a step, under one claim. */
@Entity
@DynamicUpdate
class Attempt {

  private static final String REUSED = "taken over from ";

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "step_id")
  private Step step;

  @Column(updatable = false)
  private short number;

  @Column(updatable = false)
  private long epoch;

  @Column(updatable = false)
  private String node;

  @Enumerated(EnumType.STRING)
  private StepStatus status;

  private Instant startedAt;
  private @Nullable Instant endedAt;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable Outcome outcome;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable List<String> verdicts;

  private @Nullable String error;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private List<StageVerdict> stages = new ArrayList<>();

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable FailureReport failure;

  @NullUnmarked
  protected Attempt() {}

  Attempt(Step step, int number, Claim claim, Instant now) {
    this();
    this.step = step;
    this.number = (short) number;
    this.epoch = claim.epoch();
    this.node = claim.node();
    this.status = StepStatus.RUNNING;
    this.startedAt = now;
  }

  /** Takes down what came of it. */
  void end(StepResult result, @Nullable FailureReport report, Instant now) {
    end(report == null ? StepStatus.COMPLETED : StepStatus.FAILED, null, now);
    outcome = result.outcome();
    verdicts = result.verdicts().stream().map(Verdict::text).toList();
    stages = result.stages();
    failure = report;
    error = report == null ? null : report.message();
  }

  /** Ends it without a result. */
  void end(StepStatus how, @Nullable String why, Instant now) {
    status = status.to(how);
    error = why;
    endedAt = now;
  }

  /** Takes over what an earlier workflow found out about the same content. */
  void reuse(@Nullable Outcome known, String from, Instant now) {
    end(StepStatus.COMPLETED, null, now);
    outcome = known;
    stages = List.of(new StageVerdict(Stage.EXECUTION, true, REUSED + from, startedAt, 0));
  }

  /** Whether it did not run, because an earlier workflow had. */
  boolean reused() {
    return stages.size() == 1 && stages.getFirst().detail().startsWith(REUSED);
  }

  boolean running() {
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

  @Nullable Outcome outcome() {
    return outcome;
  }

  WorkflowView.AttemptView view() {
    return new WorkflowView.AttemptView(
        number,
        status,
        node,
        epoch,
        startedAt,
        endedAt,
        outcome,
        verdicts == null ? List.of() : verdicts,
        error,
        stages,
        failure);
  }
}
