package dev.pawl.workflow;

import dev.pawl.command.Conditions;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Planning.OptimizationLevel;
import dev.pawl.workspace.Target;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What was asked for; it never changes. */
@Embeddable
class Request {

  private String type;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private Target target;

  private String targetName;
  private boolean dryRun;
  private short priority;
  private long timeoutSeconds;
  private boolean interactive;
  private long decisionSeconds;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private Map<String, String> labels;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable PlanSummary plan;

  private @Nullable String idempotencyKey;
  private @Nullable String requestHash;
  private @Nullable String origin;
  private @Nullable String originStep;
  private @Nullable UUID sessionId;
  private @Nullable String concurrencyGroup;

  @Enumerated(EnumType.STRING)
  private Concurrency.@Nullable Policy concurrencyPolicy;

  private @Nullable String traceParent;
  private @Nullable String callbackUrl;
  private @Nullable String project;

  @NullUnmarked
  protected Request() {}

  Request(Accepted accepted) {
    this();
    this.type = accepted.plan().type();
    this.target = accepted.target();
    this.targetName = target.name();
    this.dryRun = accepted.dryRun();
    this.priority = (short) accepted.priority();
    this.timeoutSeconds = accepted.timeout().toSeconds();
    this.interactive = accepted.interactive();
    this.decisionSeconds = accepted.decisionTimeout().toSeconds();
    this.labels = accepted.labels();
    this.plan = PlanSummary.of(accepted.plan());
    this.idempotencyKey = accepted.idempotencyKey();
    this.requestHash = accepted.requestHash();
    this.sessionId = accepted.session();
    this.callbackUrl = accepted.callbackUrl();
    this.project = accepted.project();
    if (accepted.origin() != null) {
      this.origin = accepted.origin().workflow();
      this.originStep = accepted.origin().step();
    }
    if (accepted.concurrency() != null) {
      this.concurrencyGroup = accepted.concurrency().group();
      this.concurrencyPolicy = accepted.concurrency().policy();
    }
  }

  /** The request came in this span. */
  void traced(String span) {
    traceParent = span;
  }

  String type() {
    return type;
  }

  Target target() {
    return target;
  }

  boolean dryRun() {
    return dryRun;
  }

  int priority() {
    return priority;
  }

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }

  Instant deadline(Instant begun) {
    return begun.plusSeconds(timeoutSeconds);
  }

  /** How its plan came about; absent for what was submitted before plans were kept. */
  @Nullable PlanSummary plan() {
    return plan;
  }

  /** Whether somebody is there to decide. */
  boolean interactive() {
    return interactive;
  }

  /** A question, open for as long as was asked for. */
  Decision ask(String step, Consequence.Ask ask, Instant now) {
    return new Decision(
        step,
        ask.reason(),
        ask.options(),
        Answer.ABORT,
        now,
        now.plusSeconds(decisionSeconds),
        false);
  }

  /** The question how it goes on after a pause. */
  Decision pause(String step, Instant now) {
    return new Decision(
        step,
        "it was paused",
        List.of(Answer.CONTINUE, Answer.ROLLBACK, Answer.ABORT),
        Answer.ABORT,
        now,
        now.plusSeconds(decisionSeconds),
        true);
  }

  /** What is to be done to take a published result back. */
  Work.RollBack takeBack(Result result, List<String> paths) {
    Publication publication = Objects.requireNonNull(result.publication());
    return new Work.RollBack(
        target,
        Objects.requireNonNull(result.snapshot()),
        Objects.requireNonNull(result.tree()),
        publication.commit(),
        paths);
  }

  /** The conditions of an attempt, within what the workflow may use of this node (2-behaviour, 7.6). */
  Conditions within(Conditions learned) {
    OptimizationLevel level = plan == null ? null : plan.optimizationLevel();
    return level == null
        ? learned
        : learned.within(
            level.parallel(Runtime.getRuntime().availableProcessors()), level.remembers());
  }

  /** How many steps of a parallel phase may run beside each other. */
  int parallel() {
    return plan == null ? 1 : Math.max(1, plan.maxParallel());
  }

  /** What is to be held while the target is changed; a repository gets a branch of its own, an archive nothing. */
  Optional<String> publishing() {
    return target.path() != null ? Optional.of("publish:" + target.name()) : Optional.empty();
  }

  /** The same request once more. */
  Accepted again(List<PlannedPhase> phases, Origin from) {
    var again =
        new Plan(
            type,
            plan == null ? "fixed" : plan.strategy(),
            "it repeats " + from.workflow(),
            parallel(),
            plan == null ? null : plan.optimizationLevel(),
            phases,
            List.of(),
            null);
    return new Accepted(
        target,
        again,
        dryRun,
        timeout(),
        interactive,
        Duration.ofSeconds(decisionSeconds),
        labels,
        priority,
        null,
        null,
        sessionId,
        concurrency(),
        from,
        callbackUrl,
        project);
  }

  /** Whose it is; nobody's when absent. */
  @Nullable String project() {
    return project;
  }

  /** What is to be held while it runs, when it must not run beside others. */
  Optional<String> group() {
    return Optional.ofNullable(concurrency()).map(one -> one.resource(project));
  }

  @Nullable UUID session() {
    return sessionId;
  }

  /** The workflow that it repeats, and the step from which on it does. */
  Optional<Origin> origin() {
    return origin == null || originStep == null
        ? Optional.empty()
        : Optional.of(new Origin(origin, originStep));
  }

  @Nullable Concurrency concurrency() {
    return concurrencyGroup == null || concurrencyPolicy == null
        ? null
        : new Concurrency(concurrencyGroup, concurrencyPolicy);
  }

  Map<String, String> labels() {
    return labels;
  }

  /** Whether a request with this fingerprint is a repeat of the one that was kept. */
  boolean isRepeatedBy(@Nullable String hash) {
    return requestHash != null && requestHash.equals(hash);
  }
}
