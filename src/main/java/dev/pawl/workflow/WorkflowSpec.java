package dev.pawl.workflow;

import dev.pawl.command.PublicationOptions.ScheduleRef;
import dev.pawl.command.RetrySettings;
import dev.pawl.lock.Concurrency;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.PlanSummary;
import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import jakarta.persistence.Column;
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
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The immutable specification of a workflow, as submitted. */
@Embeddable
class WorkflowSpec {

  @Column(name = "type", updatable = false)
  private String type;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "target", updatable = false)
  private Target target;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "scope", updatable = false)
  private @Nullable TargetScope scope;

  @Column(name = "target_name", updatable = false)
  private String targetName;

  @Column(name = "dry_run", updatable = false)
  private boolean dryRun;

  @Column(name = "priority", updatable = false)
  private short priority;

  @Column(name = "timeout_seconds", updatable = false)
  private long timeoutSeconds;

  @Column(name = "interactive", updatable = false)
  private boolean interactive;

  @Column(name = "decision_seconds", updatable = false)
  private long decisionSeconds;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "labels", updatable = false)
  private Map<String, String> labels;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "plan", updatable = false)
  private @Nullable PlanSummary plan;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "rule_settings", updatable = false)
  private @Nullable RuleSettings rules;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "formatters", updatable = false)
  private @Nullable Map<String, List<String>> formatters;

  @Column(name = "idempotency_key", updatable = false)
  private @Nullable String idempotencyKey;

  @Column(name = "request_hash", updatable = false)
  private @Nullable String requestHash;

  @Column(name = "origin", updatable = false)
  private @Nullable String origin;

  @Column(name = "origin_step", updatable = false)
  private @Nullable String originStep;

  @Column(name = "session_id", updatable = false)
  private @Nullable UUID sessionId;

  @Column(name = "concurrency_group", updatable = false)
  private @Nullable String concurrencyGroup;

  @Enumerated(EnumType.STRING)
  @Column(name = "concurrency_policy", updatable = false)
  private Concurrency.@Nullable Policy concurrencyPolicy;

  @Column(name = "trace_parent", updatable = false)
  private @Nullable String traceParent;

  @Column(name = "callback_url", updatable = false)
  private @Nullable String callbackUrl;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "callback_events", updatable = false)
  private @Nullable List<CallbackRequest.Event> callbackEvents;

  @Column(name = "project", updatable = false)
  private @Nullable String project;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "report_to", updatable = false)
  private @Nullable ReportTo reportTo;

  /** What the nodes that run the workflow must have; pins of tools that no node has any more are replaced by SQL. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "requirements", updatable = false)
  private @Nullable NodeCapabilities requirements;

  @Column(name = "schedule_id", updatable = false)
  private @Nullable UUID scheduleId;

  @Column(name = "schedule_name", updatable = false)
  private @Nullable String scheduleName;

  @NullUnmarked
  protected WorkflowSpec() {}

  WorkflowSpec(NewWorkflow submission, NodeCapabilities requirements) {
    this();
    this.requirements = requirements.isEmpty() ? null : requirements;
    this.type = submission.plan().type();
    this.target = submission.target();
    this.scope = submission.scope();
    this.targetName = target.name();
    this.dryRun = submission.dryRun();
    this.priority = (short) submission.priority();
    this.timeoutSeconds = submission.timeout().toSeconds();
    this.interactive = submission.interactive();
    this.decisionSeconds = submission.decisionTimeout().toSeconds();
    this.labels = submission.labels();
    this.plan = PlanSummary.of(submission.plan());
    this.idempotencyKey = submission.idempotencyKey();
    this.requestHash = submission.requestHash();
    this.sessionId = submission.session();
    if (submission.callback() != null) {
      this.callbackUrl = submission.callback().url();
      this.callbackEvents = submission.callback().events();
    }
    this.project = submission.project();
    this.rules = submission.rules().equals(RuleSettings.DEFAULT) ? null : submission.rules();
    this.formatters = submission.formatters().isEmpty() ? null : submission.formatters();
    this.reportTo = submission.reportTo();
    if (submission.schedule() != null) {
      this.scheduleId = submission.schedule().id();
      this.scheduleName = submission.schedule().name();
    }
    if (submission.origin() != null) {
      this.origin = submission.origin().workflow();
      this.originStep = submission.origin().step();
    }
    if (submission.concurrency() != null) {
      this.concurrencyGroup = submission.concurrency().group();
      this.concurrencyPolicy = submission.concurrency().policy();
    }
  }

  /** Sets the {@code traceparent} of the submission. */
  void setTraceParent(String span) {
    traceParent = span;
  }

  String type() {
    return type;
  }

  Target target() {
    return target;
  }

  /** Returns the requested scope; absent for that of the target's configuration. */
  @Nullable TargetScope scope() {
    return scope;
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

  Instant deadline(Instant startedAt) {
    return startedAt.plusSeconds(timeoutSeconds);
  }

  /** Returns the summary of the plan; absent for workflows that were stored before summaries existed. */
  @Nullable PlanSummary plan() {
    return plan;
  }

  /** Returns whether a command reads files outside of the scope; true for workflows without a summary of the plan. */
  boolean readsWholeTarget() {
    return plan == null
        || plan.wholeTargetReasons() == null
        || !plan.wholeTargetReasons().isEmpty();
  }

  /** Returns whether a person is available to answer decisions. */
  boolean interactive() {
    return interactive;
  }

  /** Creates a decision with the requested deadline. */
  Decision createDecision(String step, StepTransition.AwaitDecision transition, Instant now) {
    return new Decision(
        step,
        transition.reason(),
        transition.options(),
        DecisionAnswer.ABORT,
        now,
        now.plusSeconds(decisionSeconds),
        false);
  }

  /** Creates the decision on how to proceed after a pause. */
  Decision createPauseDecision(String step, Instant now) {
    return new Decision(
        step,
        "the workflow was paused",
        List.of(DecisionAnswer.CONTINUE, DecisionAnswer.ROLLBACK, DecisionAnswer.ABORT),
        DecisionAnswer.ABORT,
        now,
        now.plusSeconds(decisionSeconds),
        true);
  }

  /** Creates the work item that rolls back the published result. */
  WorkItem.Rollback createRollback(WorkflowResult result, List<String> paths) {
    Publication publication = Objects.requireNonNull(result.publication());
    return new WorkItem.Rollback(
        target,
        Objects.requireNonNull(result.snapshot()),
        Objects.requireNonNull(result.publishedTree()),
        publication.branch(),
        publication.commit(),
        paths);
  }

  /** Limits the settings of an attempt to the resources that the optimization level allows on this node. */
  RetrySettings limit(RetrySettings settings) {
    OptimizationLevel level = plan == null ? null : plan.optimizationLevel();
    return level == null
        ? settings
        : settings.withLimits(
            level.maxParallel(Runtime.getRuntime().availableProcessors()), level.usesCache());
  }

  /** Returns the maximum number of parallel steps in a parallel phase. */
  int maxParallel() {
    return plan == null ? 1 : Math.max(1, plan.maxParallel());
  }

  /** Returns the publish lock; empty unless the target is a directory, as a repository gets a new branch. */
  Optional<String> publishLock() {
    return target.path() != null ? Optional.of("publish:" + target.name()) : Optional.empty();
  }

  /** Creates the submission of a rerun. */
  NewWorkflow rerun(List<PlannedPhase> phases, RerunOrigin rerunOrigin) {
    var rerunPlan =
        new Plan(
            type,
            plan == null ? "fixed" : plan.strategy(),
            "rerun of " + rerunOrigin.workflow(),
            maxParallel(),
            plan == null ? null : plan.optimizationLevel(),
            phases,
            List.of(),
            plan == null || plan.wholeTargetReasons() == null
                ? List.of("the workflow that is run again has read the whole target")
                : plan.wholeTargetReasons(),
            null);
    return new NewWorkflow(
        target,
        scope,
        rerunPlan,
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
        rerunOrigin,
        callback().orElse(null),
        project,
        rules(),
        formatters(),
        reportTo,
        requirements().labels(),
        schedule());
  }

  /** Returns the URL that is notified of events, and these events; empty if there is none. */
  Optional<CallbackRequest> callback() {
    return Optional.ofNullable(callbackUrl)
        .map(url ->
            new CallbackRequest(
                url, callbackEvents == null ? CallbackRequest.DEFAULT_EVENTS : callbackEvents));
  }

  /** Returns the owning project; absent when no project owns the workflow. */
  @Nullable String project() {
    return project;
  }

  /** Returns the severities that the request sets for rules. */
  RuleSettings rules() {
    return rules == null ? RuleSettings.DEFAULT : rules;
  }

  /** Returns the formatters that the request names, by the key of a language. */
  Map<String, List<String>> formatters() {
    return formatters == null ? Map.of() : formatters;
  }

  /** Returns what the nodes that run the workflow must have. */
  NodeCapabilities requirements() {
    return requirements == null ? NodeCapabilities.NONE : requirements;
  }

  /** Returns the place on a forge where the workflow is reported; absent for none. */
  @Nullable ReportTo reportTo() {
    return reportTo;
  }

  /** Returns the schedule that submitted the workflow; absent for other submissions. */
  @Nullable ScheduleRef schedule() {
    return scheduleId == null || scheduleName == null
        ? null
        : new ScheduleRef(scheduleId, scheduleName);
  }

  /** Returns the lock of the concurrency group, if the workflow has one. */
  Optional<String> groupLock() {
    return Optional.ofNullable(concurrency()).map(concurrency -> concurrency.lockResource(project));
  }

  @Nullable UUID sessionId() {
    return sessionId;
  }

  /** Returns the workflow and step that this rerun starts from, if it is a rerun. */
  Optional<RerunOrigin> origin() {
    return origin == null || originStep == null
        ? Optional.empty()
        : Optional.of(new RerunOrigin(origin, originStep));
  }

  @Nullable Concurrency concurrency() {
    return concurrencyGroup == null || concurrencyPolicy == null
        ? null
        : new Concurrency(concurrencyGroup, concurrencyPolicy);
  }

  Map<String, String> labels() {
    return labels;
  }

  /** Returns whether a request with this hash repeats this one. */
  boolean isRepeatedBy(@Nullable String hash) {
    return requestHash != null && requestHash.equals(hash);
  }
}
