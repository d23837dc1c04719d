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
 * Executes workflows on behalf of a node: claims a workflow, returns its next work item and records results. Each call
 * is one short transaction. The epoch of the claim guards it, so that a node that has lost its lease cannot write.
 */
@Service
public class WorkQueue {

  /** The name of the scheduler task of wake-ups; the task instance is the ID of the workflow. */
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
   * A claimed workflow.
   *
   * @param first the first work item; empty when there is nothing to do now, and the claim is already released
   */
  public record Begun(Claim claim, Optional<Work> first) {}

  /**
   * Claims a workflow and returns its first work item. Empty when the workflow has no work to do, is claimed by another
   * node, or waits for the lock of its concurrency group.
   */
  public Optional<Begun> begin(UUID id, String node, Duration lease) {
    return ledger.claim(
        in ->
            taken(in, id, node, lease)
                .map(claim -> new Begun(claim, advance(in, claim, workflow -> {}))),
        Begun::claim);
  }

  /** Claims a workflow without starting a step. */
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

  /** Closes the persistence context of a claim, which must not be used any more; does not release the lease. */
  public void leave(Claim claim) {
    ledger.drop(claim);
  }

  /** Returns the next work item; empty when there is nothing to do now, in which case the claim is released. */
  public Optional<Work> next(Claim claim) {
    return ledger.write(claim, in -> advance(in, claim, workflow -> {}));
  }

  /** Records the result of a step and returns the next work item. */
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

  /** Reuses the results of the original workflow in a rerun, if both have the same snapshot. */
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
                    "the target differs from the one %s started with; all steps run again"
                        .formatted(origin.workflow())));
          }
        });
  }

  /**
   * Records the result of a rollback and returns the next work item.
   *
   * @param reached the tree of the target after a successful rollback
   * @param failure the reason why the rollback failed; empty when it succeeded
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

  /** Records that a step waits for a resource, such as a free agent. */
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

  /** Records that a step no longer waits. */
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

  /** Records the files of the target that were changed externally while the workflow runs. */
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

  /** Returns what satisfied a command on the same content in the session of the step; empty when nothing did. */
  public Optional<String> satisfiedBy(RunStep step, String command) {
    UUID session = step.beside().session();
    return session == null ? Optional.empty() : sessions.satisfiedBy(session, command, step.tree());
  }

  /** Returns the fingerprints of the first verification of the workflow; empty when none ran before {@code step}. */
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

  /** Renews the leases of valid claims. Returns for each of them whether a cancellation is requested. */
  public Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    return leases.renew(claims, lease);
  }

  /** Releases a claim before its lease expires, so that another node can claim the workflow at once. */
  public void release(Claim claim) {
    leases.release(claim);
  }

  /** Answers every expired decision with its default. */
  public void decideOverdue() {
    for (UUID id : queries.overdueDecisions(ledger.now())) {
      ledger.write(in -> {
        in.change(id, workflow -> new Asked(workflow, in.now()).nobodyAnswered());
        return true;
      });
    }
  }

  /**
   * Returns orphaned workflows: with work to do, but without a lease or a scheduled wake-up. Normally there are none.
   */
  public List<UUID> unattended() {
    leases.freeWakeUps(WAKE_UP);
    return leases.unattended(WAKE_UP);
  }

  /**
   * Deletes a wake-up that had no effect.
   *
   * @param version the version of the wake-up when it was executed
   */
  public void forget(UUID id, long version) {
    leases.forget(id, WAKE_UP, version);
  }

  /** Releases the locks of ended workflows. Normally there are none. */
  public void freeLocks() {
    for (UUID owner : queries.idleOwners()) {
      ledger.write(in -> {
        lines.leave(owner);
        return true;
      });
    }
  }
}
