package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Outcome;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.workspace.Target;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One command of a workflow, with all that was decided for it and what came of it. */
@Entity
class Step {

  private static final Set<String> SAFE =
      Set.of("safety/check", "snapshot/create", "integrity/check", "publish/apply");

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "phase_id")
  private Phase phase;

  private short position;
  private String name;
  private String command;
  private String arguments;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable CommandFile definition;

  private boolean modifies;
  private long timeoutSeconds;

  @Enumerated(EnumType.STRING)
  private OnFailure onFailure;

  @JdbcTypeCode(SqlTypes.JSON)
  private List<Gate> gates;

  @Enumerated(EnumType.STRING)
  private StepStatus status;

  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable Long durationMs;

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
    this.status = StepStatus.PENDING;
  }

  /** Starts another attempt. */
  void start(Claim claim, Instant now) {
    if (status == StepStatus.PENDING) {
      status = status.to(StepStatus.RUNNING);
      startedAt = startedAt == null ? now : startedAt;
    }
    attempts.add(new Attempt(this, attempts.size() + 1, claim, now));
  }

  /** Ends the attempt that runs, because its node was lost; the step goes on with another. */
  void lose(Instant now) {
    lastAttempt()
        .filter(Attempt::running)
        .ifPresent(attempt ->
            attempt.end(StepStatus.CANCELLED, null, List.of(), "the node was lost", now));
  }

  /** How many attempts were cut off because their node was lost. */
  long lostAttempts() {
    return attempts.stream().filter(Attempt::lost).count();
  }

  void end(
      StepStatus how,
      @Nullable Outcome outcome,
      List<String> verdicts,
      @Nullable String why,
      Instant now) {
    lastAttempt()
        .filter(Attempt::running)
        .ifPresent(attempt -> attempt.end(how, outcome, verdicts, why, now));
    status = status.to(how);
    endedAt = now;
    durationMs = startedAt == null ? 0 : Duration.between(startedAt, now).toMillis();
  }

  /** Makes it ready for another attempt. */
  void retry() {
    status = status.to(StepStatus.PENDING);
    endedAt = null;
    durationMs = null;
  }

  void rolledBack() {
    status = status.to(StepStatus.ROLLED_BACK);
  }

  Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** What it reported, once it is completed. */
  Optional<Outcome> outcome() {
    return status == StepStatus.COMPLETED || status == StepStatus.ROLLED_BACK
        ? lastAttempt().map(Attempt::outcome)
        : Optional.empty();
  }

  /** All that is needed to run it now. */
  Work.RunStep toRun(
      Map<String, Outcome> previous,
      Instant deadline,
      Target target,
      @Nullable String snapshot,
      @Nullable String tree) {
    return new Work.RunStep(
        id,
        name,
        command,
        arguments,
        definition,
        attempts.size(),
        modifies,
        publishes(),
        Duration.ofSeconds(timeoutSeconds),
        gates,
        previous,
        deadline,
        target,
        snapshot,
        tree);
  }

  /** Whether it changes the target; a dry run leaves it out. */
  boolean publishes() {
    return command.equals("publish/apply");
  }

  /** Whether the target is only safe with it, so that nothing goes on when it failed. */
  boolean keepsSafe() {
    return SAFE.contains(command);
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

  OnFailure onFailure() {
    return onFailure;
  }

  StepStatus status() {
    return status;
  }

  long durationMs() {
    return durationMs == null ? 0 : durationMs;
  }

  WorkflowView.StepView view() {
    String summary = lastAttempt().map(Attempt::outcome).map(Outcome::summary).orElse(null);
    return new WorkflowView.StepView(
        name,
        command,
        arguments,
        status,
        attempts.size(),
        startedAt,
        endedAt,
        durationMs,
        summary,
        status == StepStatus.FAILED ? lastAttempt().map(Attempt::error).orElse(null) : null,
        gates.stream().map(Gate::text).toList());
  }

  List<WorkflowView.AttemptView> attemptViews() {
    return attempts.stream().map(Attempt::view).toList();
  }
}
