package dev.pawl.workflow;

import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.recovery.Recovery;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkflowEvent.PhaseEnded;
import dev.pawl.workflow.WorkflowEvent.PhaseReopened;
import dev.pawl.workflow.WorkflowEvent.PhaseStarted;
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
import jakarta.persistence.PostLoad;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The aggregate root of a workflow. Each method that changes it is a legal transition and registers domain events. */
@Entity
@Table(name = "workflow")
@DynamicUpdate
class Workflow {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "name")
  private String name;

  @Embedded private Request request;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private WorkflowStatus status;

  @Enumerated(EnumType.STRING)
  @Column(name = "ended_reason")
  private @Nullable EndedReason endedReason;

  @Embedded private Result result = new Result();
  @Embedded private Wishes wishes = new Wishes();
  @Embedded private Ending ending = new Ending();

  @Column(name = "epoch", updatable = false)
  private long epoch;

  @Embedded private Times times;

  @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Phase> phases = new ArrayList<>();

  @Embedded private News news = new News();
  @Embedded private Waiting waiting = new Waiting();
  @Embedded private Pace pace = new Pace();

  @NullUnmarked
  protected Workflow() {}

  Workflow(String name, Accepted accepted, Instant now) {
    this();
    this.name = name;
    this.request = new Request(accepted);
    this.status = WorkflowStatus.QUEUED;
    this.times = new Times(now);
    accepted.plan().phases().forEach(phase -> phases.add(new Phase(this, phases.size(), phase)));
    var outline = phases.stream().map(Phase::outline).toList();
    tell(new WorkflowSubmitted(request.type(), request.target().name(), request.dryRun(), outline));
    accepted.plan().warnings().forEach(warning -> tell(new WarningRaised("plan", warning)));
  }

  /** Replaces a null embeddable: Hibernate loads an embeddable whose columns are all null as null. */
  @PostLoad
  void fill() {
    result = result == null ? new Result() : result;
  }

  void tell(WorkflowEvent event) {
    news.tell(event);
  }

  void tell(List<WorkflowEvent> events) {
    events.forEach(this::tell);
  }

  /** Returns the pending events. */
  News news() {
    return news;
  }

  /** Starts the workflow under its first claim, or resumes it under a later one, which cancels the lost attempts. */
  void claimed(Claim claim, Instant now) {
    if (status == WorkflowStatus.QUEUED) {
      status = status.to(WorkflowStatus.RUNNING);
      times.start(now);
      tell(new WorkflowStarted(claim.node(), claim.epoch()));
    } else if (status == WorkflowStatus.RUNNING || ending.decided().isPresent()) {
      tell(new WorkflowResumed(claim.node(), claim.epoch()));
      tell(steps().lose(now));
      steps().exhausted().ifPresent(step -> new Aftermath(this, now).ofGivingUp(step));
      steps().again();
    }
    times.change(now);
  }

  /** Starts the next step, or ends the workflow when no step is left; returns the next work item. */
  Optional<Work> next(Claim claim, Instant now) {
    times.change(now);
    boolean ends = ending.decided().isPresent();
    if (wishes.rollback() && !ends) {
      return Optional.of(request.takeBack(result, wishes.rollbackPaths()));
    }
    if (status == WorkflowStatus.RUNNING && !ends && wishes.cancel() && !steps().publishing()) {
      cancel(now);
    }
    if (status == WorkflowStatus.RUNNING && !ends && wishes.pause()) {
      if (!steps().in(StepStatus.RUNNING).isEmpty()) {
        return Optional.of(new Work.Wait(null));
      }
      pause(now);
    }
    return status == WorkflowStatus.RUNNING || ends ? go(claim, now) : Optional.empty();
  }

  private Optional<Work> go(Claim claim, Instant now) {
    while (true) {
      switch (steps().turn(parallel(), now)) {
        case Turn.Start(Step step) when step.publishes() && request.dryRun() ->
            skip(step, "a dry run publishes nothing", now);
        case Turn.Start(Step step) -> {
          return Optional.of(start(step, claim, now));
        }
        case Turn.Later later -> {
          return Optional.of(new Work.Wait(later.until()));
        }
        case Turn.Over _ -> {
          var how = ending.decided().orElse(Consequence.End.WELL);
          end(how.status(), how.reason(), now);
          return Optional.empty();
        }
      }
    }
  }

  private Work start(Step step, Claim claim, Instant now) {
    if (step.phase().start(now)) {
      tell(new PhaseStarted(step.phase().name()));
    }
    step.start(claim, now);
    int attempt = step.lastAttempt().orElseThrow().number();
    tell(new StepStarted(step.name(), step.command(), attempt));
    Instant own = ending.decided().isPresent() ? Instant.MAX : deadline(now);
    var beside =
        new Work.Beside(
            request.session(),
            ending.restarts(),
            step.phase().kind() == PhaseKind.PARALLEL && !step.modifies(),
            steps().turn(parallel(), now) instanceof Turn.Later(Instant until)
                ? new Work.Wait(until)
                : null,
            steps().points(step),
            step.dependencies(),
            steps().byCommand(),
            result.outsideChanges());
    return step.toRun(
        steps().outcomes(), step.phase().deadline(own, pace), request, result, pace, beside);
  }

  /** Records the result of a running step and applies its consequences. */
  void record(String stepName, StepResult came, Recovery recovery, Instant now) {
    new Aftermath(this, now).of(steps().find(stepName).orElseThrow(), came, recovery);
  }

  /** Opens a decision and waits for its answer. */
  void await(Decision decision) {
    status = status.to(WorkflowStatus.AWAITING_DECISION);
    tell(waiting.open(decision));
  }

  /** Pauses before the next step by opening a decision. */
  private void pause(Instant now) {
    if (steps().turn(parallel(), now) instanceof Turn.Start(Step next)) {
      wishes.pause(false);
      await(request.pause(next.name(), now));
    }
  }

  /** Returns the deadline: the timeout from the first start, extended by the time spent waiting for answers. */
  Instant deadline(Instant now) {
    return request.deadline(times.begun(now)).plus(waiting.waited());
  }

  void skip(Step step, String why, Instant now) {
    step.end(StepStatus.SKIPPED, why, now);
    tell(new StepSkipped(step.name(), why));
    endPhase(step.phase(), now);
  }

  void endPhase(Phase phase, Instant now) {
    if (phase.end(now)) {
      tell(new PhaseEnded(phase.name(), phase.status()));
      pace.learn(phase, request.parallel()).ifPresent(this::tell);
    }
  }

  /** Returns the current maximum number of parallel steps. */
  private int parallel() {
    return pace.parallel(request.parallel());
  }

  void end(WorkflowStatus how, EndedReason why, Instant now) {
    status = status.to(how);
    endedReason = why;
    ending.clear();
    wishes.rollbackDone();
    wishes.pause(false);
    times.end(now);
    tell(new WorkflowEnded(how, why));
  }

  /** Cancels all open steps and ends the workflow. */
  void cancel(Instant now) {
    tell(steps().cancel(now));
    waiting().await(null);
    end(WorkflowStatus.CANCELLED, wishes.cancelled(), now);
  }

  /** Changes the status back to running, after an end or a decision. */
  void run() {
    status = status.to(WorkflowStatus.RUNNING);
    endedReason = null;
  }

  /** Adds a phase that compensates the given steps. */
  Phase addCompensation(List<Step> done) {
    Phase phase = Phase.compensating(this, phases.size(), done);
    phases.add(phase);
    return phase;
  }

  /** Reopens the phases that have pending steps. */
  void reopenPhases() {
    for (Phase phase : phases) {
      if (phase.reopen()) {
        tell(new PhaseReopened(phase.name(), phase.status()));
      }
    }
  }

  /** Returns the actions that are allowed now; repeating an action that is in progress has no effect. */
  List<WorkflowAction> allowedActions() {
    return WorkflowAction.allowed(
        status,
        steps().publishing() || ending.decided().isPresent(),
        result.lasting(request.target().git() != null),
        waiting.open().filter(Decision::paused).isPresent(),
        phases.stream().anyMatch(Phase::compensates));
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

  /** Returns whether the workflow has ended and no rollback is requested. */
  boolean isOver() {
    return status.ended() && !wishes.rollback();
  }

  /** Returns the publish lock if the next step or a requested rollback changes the target. */
  Optional<String> publishesNext(Instant now) {
    boolean stops = ending.decided().isEmpty() && (wishes.cancel() || wishes.pause());
    boolean publishes =
        status == WorkflowStatus.RUNNING
            && !stops
            && !request.dryRun()
            && steps().turn(1, now) instanceof Turn.Start(Step step)
            && step.publishes();
    return publishes || wishes.rollback() ? request.publishing() : Optional.empty();
  }

  /** Returns the planned phases, without compensations. */
  List<PlannedPhase> planned() {
    return phases.stream().filter(phase -> !phase.compensates()).map(Phase::planned).toList();
  }

  WorkflowStatus status() {
    return status;
  }

  Result result() {
    return result;
  }

  Ending ending() {
    return ending;
  }

  /** Returns the reason for the end; {@code COMPLETED} while the workflow has not ended. */
  EndedReason endedReason() {
    return endedReason == null ? EndedReason.COMPLETED : endedReason;
  }

  Pace pace() {
    return pace;
  }

  Wishes wishes() {
    return wishes;
  }

  Times times() {
    return times;
  }

  Waiting waiting() {
    return waiting;
  }

  WorkflowView view() {
    return WorkflowView.of(this, endedReason, phases);
  }
}
