package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One try at a step, under one claim. */
@Entity
class Attempt {

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
  private @Nullable Outcome outcome;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable List<String> verdicts;

  private @Nullable String error;

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

  void end(
      StepStatus how,
      @Nullable Outcome result,
      List<String> answers,
      @Nullable String why,
      Instant now) {
    status = status.to(how);
    outcome = result;
    verdicts = answers;
    error = why;
    endedAt = now;
  }

  boolean running() {
    return status == StepStatus.RUNNING;
  }

  /** Whether it was cut off and not ended by itself. */
  boolean lost() {
    return status == StepStatus.CANCELLED;
  }

  int number() {
    return number;
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
        error);
  }
}
