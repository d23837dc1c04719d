package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseRepository;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.session.SessionService;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
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
public class WorkflowExecutionService {

  /** The name of the scheduler task of wake-ups; the task instance is the ID of the workflow. */
  public static final String WAKE_UP_TASK = "workflow";

  private final WorkflowTransactions transactions;
  private final FindingRepository findings;
  private final LeaseRepository leases;
  private final WorkflowRepository workflows;
  private final WorkflowLocks locks;
  private final SessionService sessions;
  private final RecoveryPolicy recoveryPolicy;

  WorkflowExecutionService(
      WorkflowTransactions transactions,
      FindingRepository findings,
      LeaseRepository leases,
      WorkflowRepository workflows,
      WorkflowLocks locks,
      SessionService sessions,
      RecoveryPolicy recoveryPolicy) {
    this.transactions = transactions;
    this.findings = findings;
    this.leases = leases;
    this.workflows = workflows;
    this.locks = locks;
    this.sessions = sessions;
    this.recoveryPolicy = recoveryPolicy;
  }

  /**
   * A claimed workflow.
   *
   * @param firstItem the first work item; empty when there is nothing to do now, and the claim is already released
   */
  public record ClaimedWorkflow(Claim claim, Optional<WorkItem> firstItem) {}

  /**
   * Claims a workflow and returns its first work item. Empty when the workflow has no work to do, is claimed by another
   * node, or waits for the lock of its concurrency group.
   */
  public Optional<ClaimedWorkflow> claimAndStart(UUID id, String node, Duration lease) {
    return transactions.claim(
        tx ->
            claim(tx, id, node, lease)
                .map(claim -> new ClaimedWorkflow(claim, advance(tx, claim, workflow -> {}))),
        ClaimedWorkflow::claim);
  }

  /** Claims a workflow without starting a step. */
  Optional<Claim> claim(UUID id, String node, Duration lease) {
    return transactions.claim(tx -> claim(tx, id, node, lease), Function.identity());
  }

  private Optional<Claim> claim(WorkflowTransactions tx, UUID id, String node, Duration lease) {
    Optional<Claim> claim = leases.claim(id, node, lease);
    if (claim.isEmpty()) {
      return claim;
    }
    Workflow workflow = tx.findForClaim(claim.get());
    Optional<String> groupLock = workflow.spec().groupLock();
    if (groupLock.isPresent()
        && !tx.update(workflow, locked -> locks.tryAcquire(locked, claim.get(), groupLock.get()))) {
      leases.releaseAndDeleteWakeUp(claim.get(), WAKE_UP_TASK);
      return Optional.empty();
    }
    tx.update(
        workflow,
        locked -> {
          locked.onClaimed(claim.get(), tx.now());
          return true;
        });
    return claim;
  }

  /** Closes the persistence context of a claim, which must not be used any more; does not release the lease. */
  public void detach(Claim claim) {
    transactions.detach(claim);
  }

  /** Returns the next work item; empty when there is nothing to do now, in which case the claim is released. */
  public Optional<WorkItem> nextItem(Claim claim) {
    return transactions.write(claim, tx -> advance(tx, claim, workflow -> {}));
  }

  /** Records the result of a step and returns the next work item. */
  public Optional<WorkItem> recordResult(Claim claim, RunStep step, StepResult result) {
    return transactions.write(
        claim,
        tx ->
            advance(
                tx,
                claim,
                workflow -> {
                  if (workflow.steps().isRunning(step.name(), step.attempt())) {
                    applyResult(tx, workflow, claim, step, result);
                  }
                }));
  }

  private void applyResult(
      WorkflowTransactions tx, Workflow workflow, Claim claim, RunStep step, StepResult result) {
    findings.replace(step.step(), result.findings());
    workflow.recordResult(step.name(), result, recoveryPolicy, tx.now());
    recordInSession(workflow, step, result);
    reuseOriginResults(tx, workflow, claim, step, result);
    if (step.publishes()) {
      locks.releasePublishLock(workflow);
    }
  }

  private void recordInSession(Workflow workflow, RunStep step, StepResult result) {
    UUID session = step.context().sessionId();
    if (session != null) {
      long durationMs = workflow.steps().find(step.name()).map(Step::durationMs).orElse(0L);
      CommandResult outcome = result.outcome();
      String tree = result.failure().isEmpty() ? result.tree() : null;
      sessions.recordStep(
          session, workflow.name(), step.name(), step.command(), outcome, durationMs, tree);
    }
  }

  /** Reuses the results of the original workflow in a rerun, if both have the same snapshot. */
  private void reuseOriginResults(
      WorkflowTransactions tx, Workflow workflow, Claim claim, RunStep step, StepResult result) {
    if (!step.command().equals(Step.SNAPSHOT) || result.failure().isPresent()) {
      return;
    }
    workflow
        .spec()
        .origin()
        .ifPresent(origin -> {
          Optional<Workflow> original = tx.findByName(origin.workflow());
          if (original.isPresent() && original.get().result().isBasedOn(result.snapshot())) {
            workflow.reuseResults(claim, original.get(), origin.step(), tx.now());
          } else {
            workflow.registerEvent(
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
   * @param tree the tree of the target after a successful rollback
   * @param failure the reason why the rollback failed; empty when it succeeded
   */
  public Optional<WorkItem> recordRollback(Claim claim, String tree, Optional<String> failure) {
    return transactions.write(
        claim,
        tx ->
            advance(
                tx,
                claim,
                workflow -> {
                  failure.ifPresentOrElse(
                      reason -> workflow.recordRollbackFailure(reason, tx.now()),
                      () -> workflow.recordRollback(tree, tx.now()));
                  locks.releasePublishLock(workflow);
                }));
  }

  private Optional<WorkItem> advance(
      WorkflowTransactions tx, Claim claim, Consumer<Workflow> action) {
    Workflow workflow = tx.findForClaim(claim);
    Optional<WorkItem> next =
        tx.update(
            workflow,
            locked -> {
              action.accept(locked);
              return locks.tryAdmit(locked, claim, locked.requiredPublishLock(tx.now()))
                  ? locked.nextItem(claim, tx.now())
                  : Optional.<WorkItem>empty();
            });
    if (next.isEmpty()) {
      leases.releaseAndDeleteWakeUp(claim, WAKE_UP_TASK);
    }
    return next;
  }

  /** Records that a step waits for a resource, such as a free agent. */
  public void markWaiting(Claim claim, String step, String resource) {
    transactions.write(
        claim,
        tx ->
            tx.update(
                tx.findForClaim(claim),
                workflow -> {
                  workflow.steps().find(step).orElseThrow().retryState().waitFor(resource);
                  workflow.registerEvent(new StepWaiting(step, resource));
                  return true;
                }));
  }

  /** Records that a step no longer waits. */
  public void clearWaiting(Claim claim, String step) {
    transactions.write(
        claim,
        tx ->
            tx.update(
                tx.findForClaim(claim),
                workflow -> {
                  workflow.steps().find(step).orElseThrow().retryState().waitFor(null);
                  workflow.registerEvent(new StepAdmitted(step));
                  return true;
                }));
  }

  /** Records the files of the target that were changed externally while the workflow runs. */
  public void recordExternalChanges(Claim claim, List<String> paths) {
    transactions.write(
        claim,
        tx ->
            tx.update(
                tx.findForClaim(claim),
                workflow -> {
                  workflow.recordExternalChanges(paths);
                  UUID session = workflow.spec().sessionId();
                  if (session != null) {
                    sessions.recordExternalChanges(session, paths);
                  }
                  return true;
                }));
  }

  /** Returns what satisfied a command on the same content in the session of the step; empty when nothing did. */
  public Optional<String> satisfiedBy(RunStep step, String command) {
    UUID session = step.context().sessionId();
    return session == null ? Optional.empty() : sessions.satisfiedBy(session, command, step.tree());
  }

  /** Returns the fingerprints of the first verification of the workflow; empty when none ran before {@code step}. */
  public Set<String> initialFingerprints(Claim claim, UUID step) {
    return transactions.read(entityManager ->
        workflows.findById(claim.id()).stream()
            .flatMap(workflow -> workflow.steps().all().stream())
            .filter(verification -> verification.command().equals("quality/verify"))
            .findFirst()
            .filter(verification -> !verification.id().equals(step))
            .map(verification -> findings.findFingerprints(verification.id()))
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
  public void expireDecisions() {
    for (UUID id : workflows.findExpiredDecisions(transactions.now())) {
      transactions.write(tx -> {
        tx.update(id, workflow -> new WorkflowActionHandler(workflow, tx.now()).expireDecision());
        return true;
      });
    }
  }

  /**
   * Returns orphaned workflows: with work to do, but without a lease or a scheduled wake-up. Normally there are none.
   */
  public List<UUID> findOrphaned() {
    leases.releaseOrphanedWakeUps(WAKE_UP_TASK);
    return leases.findOrphaned(WAKE_UP_TASK);
  }

  /**
   * Deletes a wake-up that had no effect.
   *
   * @param version the version of the wake-up when it was executed
   */
  public void deleteWakeUp(UUID id, long version) {
    leases.deleteWakeUp(id, WAKE_UP_TASK, version);
  }

  /** Releases the locks of ended workflows. Normally there are none. */
  public void releaseIdleLocks() {
    for (UUID owner : workflows.findIdleLockOwners()) {
      transactions.write(tx -> {
        locks.releaseAll(owner);
        return true;
      });
    }
  }
}
