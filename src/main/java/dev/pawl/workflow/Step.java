package dev.pawl.workflow;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Conditions;
import dev.pawl.command.Outcome;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.Situation;
import dev.pawl.workflow.Work.StepResult;
import org.hibernate.annotations.DynamicUpdate;
import jakarta.persistence.CascadeType;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One command of a workflow, with all that was decided for it and what came of it. */
@Entity
@DynamicUpdate
class Step {

  /** The command that takes the snapshot. */
  static final String SNAPSHOT = "snapshot/create";

  private static final Set<String> SAFE =
      Set.of("safety/check", SNAPSHOT, "integrity/check", "publish/apply");

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
  @Mutability(Immutability.class)
  private List<Gate> gates;

  @Enumerated(EnumType.STRING)
  private StepStatus status;

  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable Long durationMs;
  private short points;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private List<String> dependencies;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Compensation compensation;

  @Embedded private Trying trying = new Trying();
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
    this.status = StepStatus.PENDING;
  }

  /** A step that takes another one back; that it fails keeps no other from being taken back. */
  static Step compensating(Phase phase, int position, Step done) {
    Compensation command = done.compensation().orElseThrow();
    return new Step(phase, position, command.step("compensate_" + done.name(), done.arguments));
  }

  /** Starts another attempt. */
  void start(Claim claim, Instant now) {
    status = status.to(StepStatus.RUNNING);
    startedAt = startedAt == null ? now : startedAt;
    trying.begin();
    attempts.add(new Attempt(this, attempts.size() + 1, claim, now));
  }

  /** Ends the attempt that runs, because its node was lost. */
  void lose(Instant now) {
    trying.lose();
    endAttempt(StepStatus.CANCELLED, "the node was lost", now);
  }

  /** Ends the attempt that runs, because a step beside it failed. */
  void cut(Instant now) {
    endAttempt(StepStatus.CANCELLED, "another step of its phase failed", now);
    again();
  }

  private void endAttempt(StepStatus how, @Nullable String why, Instant now) {
    lastAttempt().filter(Attempt::running).ifPresent(one -> one.end(how, why, now));
  }

  /** Takes down what came of the attempt that runs. */
  void took(StepResult result, @Nullable FailureReport failure, Instant now) {
    lastAttempt().orElseThrow().end(result, failure, now);
  }

  /** Takes over what an earlier workflow reached on the same content. */
  void reuse(Claim claim, Step known, String from, Instant now) {
    start(claim, now);
    Attempt attempt = lastAttempt().orElseThrow();
    attempt.reuse(known.outcome().orElse(null), from, now);
    tree = known.tree;
    end(StepStatus.COMPLETED, null, now);
  }

  /** The step is over. */
  void end(StepStatus how, @Nullable String why, Instant now) {
    endAttempt(how, why, now);
    status = status.to(how);
    endedAt = now;
    durationMs = startedAt == null ? 0 : Duration.between(startedAt, now).toMillis();
  }

  /** What it has tried, with an attempt that failed just now. */
  Situation situation(Outcome outcome, boolean parallel, boolean restarted, boolean overdue) {
    boolean hopeless = overdue || outcome.failed().filter(f -> f.kind().isFinal()).isPresent();
    return new Situation(
        command, modifies, parallel, trying.failed(), trying.conditions(), restarted, hopeless);
  }

  /** Makes it ready for another attempt under other conditions. */
  void again(Conditions next, Instant from) {
    trying.next(next, from);
    again();
  }

  /** Makes it ready for another attempt. */
  void again() {
    status = status.to(StepStatus.PENDING);
    endedAt = null;
    durationMs = null;
  }

  /** Makes it ready for another attempt, as if none had failed. */
  void retry() {
    trying.forget();
    again();
  }

  /** The state of the workspace after it. */
  void reached(@Nullable String state) {
    tree = state;
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
      Request request,
      Result result,
      Pace pace,
      Work.Beside beside) {
    return new Work.RunStep(
        id,
        name,
        command,
        arguments,
        definition,
        attempts.size(),
        modifies,
        publishes(),
        pace.time(Duration.ofSeconds(timeoutSeconds)),
        gates,
        request.within(trying.conditions()),
        previous,
        deadline,
        request.target(),
        result.snapshot(),
        result.tree(),
        beside);
  }

  /** Whether it is not over. */
  boolean isOpen() {
    return status == StepStatus.PENDING || status == StepStatus.RUNNING;
  }

  /** Whether a command has to come before it. */
  boolean dependsOn(String other) {
    return dependencies.contains(other);
  }

  /** Whether it can be taken up again when its workflow is. */
  boolean canBeResumed() {
    return status == StepStatus.FAILED
        || status == StepStatus.CANCELLED
        || status == StepStatus.SKIPPED;
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

  int points() {
    return points;
  }

  List<String> dependencies() {
    return dependencies;
  }

  Optional<Compensation> compensation() {
    return Optional.ofNullable(compensation);
  }

  Trying trying() {
    return trying;
  }

  Optional<String> tree() {
    return Optional.ofNullable(tree);
  }

  WorkflowEvent.StepOutline outline() {
    return new WorkflowEvent.StepOutline(name, command);
  }

  /** The plan that it came from, for a workflow that does the same. */
  PlannedStep planned() {
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
        compensation);
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
        gates.stream().map(Gate::text).toList(),
        trying.notBefore().orElse(null),
        status == StepStatus.RUNNING ? trying.waitsFor() : null);
  }

  List<WorkflowView.AttemptView> attemptViews() {
    return attempts.stream().map(Attempt::view).toList();
  }
}
