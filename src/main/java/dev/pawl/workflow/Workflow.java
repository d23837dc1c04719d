package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.gate.Verdict;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.DecisionTaken;
import dev.pawl.workflow.WorkflowEvent.GatesJudged;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.PhaseStarted;
import dev.pawl.workflow.WorkflowEvent.RollbackFailed;
import dev.pawl.workflow.WorkflowEvent.RollbackRequested;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepSkipped;
import dev.pawl.workflow.WorkflowEvent.StepStarted;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowResumed;
import dev.pawl.workflow.WorkflowEvent.WorkflowStarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A plan that runs and remembers. Each verb is one legal move and tells what happened as events. */
@Entity
class Workflow {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  private String name;

  @Embedded private Request request;

  @Enumerated(EnumType.STRING)
  private WorkflowStatus status;

  @Enumerated(EnumType.STRING)
  private @Nullable EndedReason endedReason;

  private @Nullable String snapshot;
  private @Nullable String tree;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Publication publication;

  private boolean cancelRequested;
  private boolean rollbackRequested;

  @Column(insertable = true, updatable = false)
  private long epoch;

  @Embedded private Times times;

  @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Phase> phases = new ArrayList<>();

  @Embedded private News news = new News();

  @Embedded private Waiting waiting = new Waiting();

  @NullUnmarked
  protected Workflow() {}

  Workflow(String name, Accepted accepted, Instant now) {
    this();
    this.name = name;
    this.request = new Request(accepted);
    this.status = WorkflowStatus.QUEUED;
    this.times = new Times(now);
    accepted.plan().phases().forEach(phase -> phases.add(new Phase(this, phases.size(), phase)));
    tell(new WorkflowSubmitted(request.type(), request.target().name(), request.dryRun()));
    accepted.plan().warnings().forEach(warning -> tell(new WarningRaised("plan", warning)));
  }

  private void tell(WorkflowEvent event) {
    news.tell(event);
  }

  /** What happened, as far as it was not told yet. */
  News news() {
    return news;
  }

  /** A node takes the workflow: for the first time, or over from one that lost it. */
  void claimed(Claim claim, Instant now) {
    if (status == WorkflowStatus.QUEUED) {
      status = status.to(WorkflowStatus.RUNNING);
      times.start(now);
      tell(new WorkflowStarted(claim.node(), claim.epoch()));
    } else if (status == WorkflowStatus.RUNNING) {
      tell(new WorkflowResumed(claim.node(), claim.epoch()));
      steps().lose(now).forEach(this::tell);
      steps().exhausted().ifPresent(step -> giveUp(step, now));
    }
    times.change(now);
  }

  /** Starts what is next, or ends the workflow when nothing is. */
  Optional<Work> next(Claim claim, Instant now) {
    times.change(now);
    if (rollbackRequested && snapshot != null && tree != null) {
      return Optional.of(
          new Work.RollBack(
              request.target(), snapshot, tree, publication == null ? null : publication.commit()));
    }
    if (status == WorkflowStatus.RUNNING && cancelRequested && !steps().publishing()) {
      cancel(now);
    }
    if (status != WorkflowStatus.RUNNING) {
      return Optional.empty();
    }
    for (Step step : steps().all()) {
      if (step.status() == StepStatus.PENDING && request.dryRun() && step.publishes()) {
        skip(step, "a dry run publishes nothing", now);
      } else if (step.status() == StepStatus.PENDING || step.status() == StepStatus.RUNNING) {
        return Optional.of(start(step, claim, now));
      }
    }
    end(WorkflowStatus.COMPLETED, EndedReason.COMPLETED, now);
    return Optional.empty();
  }

  private Work start(Step step, Claim claim, Instant now) {
    if (step.phase().start(now)) {
      tell(new PhaseStarted(step.phase().name()));
    }
    step.start(claim, now);
    int attempt = step.lastAttempt().orElseThrow().number();
    tell(new StepStarted(step.name(), step.command(), attempt));
    Instant deadline = step.phase().deadline(deadline(now));
    return step.toRun(steps().outcomes(), deadline, request.target(), snapshot, tree);
  }

  /** Takes down what came of the step that runs, and what follows from it. */
  void record(String stepName, StepResult result, Instant now) {
    Step step = steps().find(stepName).orElseThrow();
    Outcome outcome = result.outcome();
    var verdicts = result.verdicts().stream().map(Verdict::text).toList();
    outcome.warnings().forEach(warning -> tell(new WarningRaised(stepName, warning)));
    if (!verdicts.isEmpty()) {
      tell(new GatesJudged(stepName, result.passed(), verdicts));
    }
    Optional<String> fault = result.fault();
    if (fault.isEmpty()) {
      complete(step, result, verdicts, now);
    } else {
      step.end(StepStatus.FAILED, outcome, verdicts, fault.get(), now);
      tell(new StepFailed(stepName, step.durationMs(), fault.get()));
      boolean overdue = now.isAfter(deadline(now));
      follow(step, Consequence.ofFailure(step, outcome, fault.get(), overdue), now);
    }
  }

  /** Whatever it is that ends the nodes which run a step, it is not run for ever. */
  private void giveUp(Step step, Instant now) {
    String why = "%d attempts were lost with their nodes".formatted(step.lostAttempts());
    step.end(StepStatus.FAILED, null, List.of(), why, now);
    tell(new StepFailed(step.name(), step.durationMs(), why));
    follow(step, new Consequence.End(WorkflowStatus.FAILED, EndedReason.WORKER_LOST), now);
  }

  private void complete(Step step, StepResult result, List<String> verdicts, Instant now) {
    snapshot = result.snapshot();
    tree = result.tree();
    if (step.publishes()) {
      publication = Publication.of(result.outcome());
    }
    step.end(StepStatus.COMPLETED, result.outcome(), verdicts, null, now);
    tell(new StepCompleted(step.name(), step.durationMs(), result.outcome().summary()));
    follow(step, Consequence.ofSuccess(result.outcome(), request.interactive()), now);
  }

  private void follow(Step step, Consequence consequence, Instant now) {
    switch (consequence) {
      case Consequence.GoOn _ -> endPhase(step.phase(), now);
      case Consequence.Ask ask -> {
        status = status.to(WorkflowStatus.AWAITING_DECISION);
        tell(waiting.open(request.ask(step.name(), ask, now)));
      }
      case Consequence.End end -> {
        endPhase(step.phase(), now);
        steps().pending().forEach(later -> skip(later, step.name() + " did not go on", now));
        if (end.status() == WorkflowStatus.ROLLED_BACK) {
          tree = snapshot;
        }
        end(end.status(), end.reason(), now);
      }
    }
  }

  /** Somebody answers, or nobody did in time. */
  void decide(Answer answer, boolean timedOut, @Nullable String comment, Instant now) {
    allow(WorkflowAction.DECISION);
    waiting.open().ifPresent(open -> open.check(name, answer, allowedActions()));
    Step step = steps().find(waiting.close(now).step()).orElseThrow();
    status = status.to(WorkflowStatus.RUNNING);
    times.change(now);
    tell(new DecisionTaken(step.name(), answer, timedOut, comment));
    switch (answer) {
      case CONTINUE -> follow(step, new Consequence.GoOn(), now);
      case RETRY -> step.retry();
      case ROLLBACK, ABORT -> follow(step, Consequence.ofAnswer(answer, timedOut), now);
    }
  }

  /** Its own time from the first start, without what it waited for answers. */
  private Instant deadline(Instant now) {
    return request.deadline(times.begun(now)).plus(waiting.waited());
  }

  private void skip(Step step, String why, Instant now) {
    step.end(StepStatus.SKIPPED, null, List.of(), why, now);
    tell(new StepSkipped(step.name(), why));
    endPhase(step.phase(), now);
  }

  private void endPhase(Phase phase, Instant now) {
    if (phase.end(now)) {
      tell(new PhaseEnded(phase.name(), phase.status()));
    }
  }

  private void end(WorkflowStatus how, EndedReason why, Instant now) {
    status = status.to(how);
    endedReason = why;
    times.end(now);
    tell(new WorkflowEnded(how, why));
  }

  /** Somebody wants it to stop; what has not begun ends at once, what runs ends as soon as its node knows. */
  void requestCancellation(Instant now) {
    if (cancelRequested) {
      return;
    }
    allow(WorkflowAction.CANCELLATION);
    cancelRequested = true;
    times.change(now);
    tell(new CancellationRequested());
    if (status != WorkflowStatus.RUNNING) {
      waiting.open().ifPresent(open -> waiting.close(now));
      cancel(now);
    }
  }

  private void cancel(Instant now) {
    steps().cancel(now).forEach(this::tell);
    end(WorkflowStatus.CANCELLED, EndedReason.CANCELLED_BY_USER, now);
  }

  /** Somebody wants the published result taken back. */
  void requestRollback(Instant now) {
    if (!rollbackRequested && (status != WorkflowStatus.ROLLED_BACK || publication == null)) {
      allow(WorkflowAction.ROLLBACK);
      rollbackRequested = true;
      times.change(now);
      tell(new RollbackRequested());
    }
  }

  /** The published result was taken back. */
  void rolledBack(Instant now) {
    rollbackRequested = false;
    steps().rolledBack();
    status = status.to(WorkflowStatus.ROLLED_BACK);
    times.change(now);
    tell(new WorkflowEnded(status, endedReason == null ? EndedReason.COMPLETED : endedReason));
  }

  /** The published result could not be taken back. */
  void rollbackFailed(String why, Instant now) {
    rollbackRequested = false;
    times.change(now);
    tell(new RollbackFailed(why));
  }

  private void allow(WorkflowAction action) {
    if (!allowedActions().contains(action)) {
      throw new ActionNotAllowed(name, action, status, allowedActions());
    }
  }

  /** What can be asked of it now; asking again for what is under way is harmless. */
  List<WorkflowAction> allowedActions() {
    boolean lasting = publication != null && publication.lasting(request.target().git() != null);
    return WorkflowAction.allowed(status, steps().publishing(), lasting);
  }

  Steps steps() {
    return new Steps(phases);
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  Request request() {
    return request;
  }

  long epoch() {
    return epoch;
  }

  WorkflowView view() {
    return WorkflowView.of(
        name,
        request,
        status,
        endedReason,
        snapshot,
        tree,
        publication,
        cancelRequested,
        rollbackRequested,
        times,
        waiting.open().orElse(null),
        news.sequence(),
        allowedActions(),
        phases.stream().map(Phase::view).toList());
  }
}
