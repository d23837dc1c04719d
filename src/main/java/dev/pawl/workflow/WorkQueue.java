package dev.pawl.workflow;

import dev.pawl.command.Outcome;
import dev.pawl.recovery.Recovery;
import dev.pawl.session.Sessions;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkflowEvent.StepAdmitted;
import dev.pawl.workflow.WorkflowEvent.StepWaiting;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/**
 * What nodes do with workflows: claim one, ask what is next, take down what came of it. Each is one short transaction, and
 * every one after the claim is guarded by its epoch (promise 5).
 */
@Service
public class WorkQueue {

  /** The task under which the scheduler keeps the wake-ups of workflows, by their ids. */
  public static final String WAKE_UP = "workflow";

  private final Ledger ledger;
  private final FindingLog findings;
  private final Leases leases;
  private final WorkflowQueries queries;
  private final Lines lines;
  private final Sessions sessions;
  private final Recovery recovery;

  WorkQueue(
      Ledger ledger,
      FindingLog findings,
      Leases leases,
      WorkflowQueries queries,
      Lines lines,
      Sessions sessions,
      Recovery recovery) {
    this.ledger = ledger;
    this.findings = findings;
    this.leases = leases;
    this.queries = queries;
    this.lines = lines;
    this.sessions = sessions;
    this.recovery = recovery;
  }

  /**
   * A workflow that this node moves from now on.
   *
   * @param first what is to be done; empty when there is nothing for now, and the claim and its wake-up are over then
   */
  public record Begun(Claim claim, Optional<Work> first) {}

  /**
   * Takes the right to move a workflow, and says what is to be done first; empty when there is nothing to do, another node
   * holds it, or it waits for its turn.
   */
  public Optional<Begun> begin(UUID id, String node, Duration lease) {
    return ledger.claim(
        in ->
            taken(in, id, node, lease)
                .map(claim -> new Begun(claim, advance(in, claim, workflow -> {}))),
        Begun::claim);
  }

  /** Takes the right to move a workflow, and does nothing with it. */
  Optional<Claim> claim(UUID id, String node, Duration lease) {
    return ledger.claim(in -> taken(in, id, node, lease), Function.identity());
  }

  private Optional<Claim> taken(Ledger in, UUID id, String node, Duration lease) {
    Optional<Claim> claim = leases.take(id, node, lease);
    if (claim.isEmpty()) {
      return claim;
    }
    Workflow workflow = in.held(claim.get());
    Optional<String> group = workflow.request().group();
    if (group.isPresent()
        && !in.change(workflow, one -> lines.holds(one, claim.get(), group.get()))) {
      leases.end(claim.get(), WAKE_UP);
      return Optional.empty();
    }
    in.change(
        workflow,
        one -> {
          one.claimed(claim.get(), in.now());
          return true;
        });
    return claim;
  }

  /** Says that nothing more is asked for under a claim, whoever holds it now. */
  public void leave(Claim claim) {
    ledger.drop(claim);
  }

  /** What is to be done next; empty when there is nothing for now, and the claim and its wake-up are over then. */
  public Optional<Work> next(Claim claim) {
    return ledger.write(claim, in -> advance(in, claim, workflow -> {}));
  }

  /** Takes down what came of a step, and says what is to be done next. */
  public Optional<Work> record(Claim claim, RunStep step, StepResult result) {
    return ledger.write(
        claim,
        in ->
            advance(
                in,
                claim,
                workflow -> {
                  if (workflow.steps().runs(step.name(), step.attempt())) {
                    take(in, workflow, claim, step, result);
                  }
                }));
  }

  private void take(Ledger in, Workflow workflow, Claim claim, RunStep step, StepResult result) {
    findings.keep(step.step(), result.findings());
    workflow.record(step.name(), result, recovery, in.now());
    remember(workflow, step, result);
    reuse(in, workflow, claim, step, result);
    if (step.lasting()) {
      lines.published(workflow);
    }
  }

  private void remember(Workflow workflow, RunStep step, StepResult result) {
    UUID session = step.beside().session();
    if (session != null) {
      long took = workflow.steps().find(step.name()).map(Step::durationMs).orElse(0L);
      Outcome outcome = result.outcome();
      String tree = result.fault().isEmpty() ? result.tree() : null;
      sessions.remember(session, workflow.name(), step.name(), step.command(), outcome, took, tree);
    }
  }

  /** A rerun takes over what the workflow that it repeats has reached, once it knows that it starts from the same. */
  private void reuse(Ledger in, Workflow workflow, Claim claim, RunStep step, StepResult result) {
    if (!step.command().equals(Step.SNAPSHOT) || result.fault().isPresent()) {
      return;
    }
    workflow
        .request()
        .origin()
        .ifPresent(origin -> {
          Optional<Workflow> before = in.named(origin.workflow());
          if (before.isPresent() && before.get().result().startedFrom(result.snapshot())) {
            new Aftermath(workflow, in.now()).reuse(claim, before.get(), origin.step());
          } else {
            workflow.tell(
                new WorkflowEvent.WarningRaised(
                    step.name(),
                    "the target is not what %s began with; everything runs again"
                        .formatted(origin.workflow())));
          }
        });
  }

  /**
   * The published result was taken back, or could not be.
   *
   * @param reached the state of the target if it was
   */
  public Optional<Work> recordRollback(Claim claim, String reached, Optional<String> failure) {
    return ledger.write(
        claim,
        in ->
            advance(
                in,
                claim,
                workflow -> {
                  failure.ifPresentOrElse(
                      new Aftermath(workflow, in.now())::rollbackFailed,
                      () -> new Aftermath(workflow, in.now()).rolledBack(reached));
                  lines.published(workflow);
                }));
  }

  private Optional<Work> advance(Ledger in, Claim claim, Consumer<Workflow> verb) {
    Workflow workflow = in.held(claim);
    Optional<Work> next =
        in.change(
            workflow,
            one -> {
              verb.accept(one);
              return lines.letOn(one, claim, one.publishesNext(in.now()))
                  ? one.next(claim, in.now())
                  : Optional.<Work>empty();
            });
    if (next.isEmpty()) {
      leases.end(claim, WAKE_UP);
    }
    return next;
  }

  /** Tells that a step waits for what others hold. */
  public void waits(Claim claim, String step, String what) {
    ledger.write(
        claim,
        in ->
            in.change(
                in.held(claim),
                workflow -> {
                  workflow.steps().find(step).orElseThrow().trying().await(what);
                  workflow.tell(new StepWaiting(step, what));
                  return true;
                }));
  }

  /** Tells that what a step waited for is there. */
  public void goesOn(Claim claim, String step) {
    ledger.write(
        claim,
        in ->
            in.change(
                in.held(claim),
                workflow -> {
                  workflow.steps().find(step).orElseThrow().trying().await(null);
                  workflow.tell(new StepAdmitted(step));
                  return true;
                }));
  }

  /** Takes down which files of the target others have changed while the workflow runs. */
  public void noticed(Claim claim, List<String> paths) {
    ledger.write(
        claim,
        in ->
            in.change(
                in.held(claim),
                workflow -> {
                  new Aftermath(workflow, in.now()).noticed(paths);
                  UUID session = workflow.request().session();
                  if (session != null) {
                    sessions.noticed(session, paths);
                  }
                  return true;
                }));
  }

  /** By whom a command was satisfied on this content in the session of a step; empty when it was not. */
  public Optional<String> satisfiedBy(RunStep step, String command) {
    UUID session = step.beside().session();
    return session == null ? Optional.empty() : sessions.satisfiedBy(session, command, step.tree());
  }

  /** Fingerprints of what the first verification of the workflow reported; empty without one before {@code step}. */
  public Set<String> knownFindings(Claim claim, UUID step) {
    return ledger.read(entities ->
        Optional.ofNullable(entities.find(Workflow.class, claim.id())).stream()
            .flatMap(workflow -> workflow.steps().all().stream())
            .filter(earlier -> earlier.command().equals("quality/verify"))
            .findFirst()
            .filter(earlier -> !earlier.id().equals(step))
            .map(earlier -> findings.fingerprints(earlier.id()))
            .orElse(Set.of()));
  }

  /** Prolongs claims; the answer holds those that are still good, and whether a cancellation waits for them. */
  public Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    return leases.renew(claims, lease);
  }

  /** Lets go of a claim before its time, so that another node can take it at once. */
  public void release(Claim claim) {
    leases.release(claim);
  }

  /** Takes the default of every decision whose time is over. */
  public void decideOverdue() {
    for (UUID id : queries.overdueDecisions(ledger.now())) {
      ledger.write(in -> {
        in.change(id, workflow -> new Asked(workflow, in.now()).nobodyAnswered());
        return true;
      });
    }
  }

  /**
   * Workflows that nobody moves and nobody will be woken for (promise 4); none, when all is as it should be.
   */
  public List<UUID> unattended() {
    leases.freeWakeUps(WAKE_UP);
    return leases.unattended(WAKE_UP);
  }

  /**
   * Takes away a wake-up that led to nothing.
   *
   * @param version that it had when somebody was woken by it
   */
  public void forget(UUID id, long version) {
    leases.forget(id, WAKE_UP, version);
  }

  /** Lets go of what workflows hold that are over; none do, when all is as it should be. */
  public void freeLocks() {
    for (UUID owner : queries.idleOwners()) {
      ledger.write(in -> {
        lines.leave(owner);
        return true;
      });
    }
  }
}
