package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.finding.ExaminationService;
import dev.pawl.finding.FindingRepository;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseRepository;
import dev.pawl.node.NodeService;
import dev.pawl.recovery.RecoveryPolicy;
import dev.pawl.session.SessionService;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import dev.pawl.workflow.WorkflowEvent.StepAdmitted;
import dev.pawl.workflow.WorkflowEvent.StepWaiting;
import dev.pawl.workflow.WorkflowEvent.WarningRaised;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Executes workflows on behalf of a node: claims a workflow, returns its next work item and records results. Each call
 * is one short transaction. The epoch of the claim guards it, so that a node that has lost its lease cannot write.
 */
@Service
public class WorkflowExecutionService {

  /** The name of the scheduler task of wake-ups; the task instance is the ID of the workflow. */
  public static final String WAKE_UP_TASK = "workflow";

  private final WorkflowStore store;
  private final WorkflowRepository workflows;
  private final FindingRepository findings;
  private final ExaminationService examinations;
  private final LeaseRepository leases;
  private final WorkflowLocks locks;
  private final SessionService sessions;
  private final RecoveryPolicy recoveryPolicy;
  private final NodeService nodes;
  private final NodeWaits nodeWaits;

  WorkflowExecutionService(
      WorkflowStore store,
      WorkflowRepository workflows,
      FindingRepository findings,
      ExaminationService examinations,
      LeaseRepository leases,
      WorkflowLocks locks,
      SessionService sessions,
      RecoveryPolicy recoveryPolicy,
      NodeService nodes,
      NodeWaits nodeWaits) {
    this.store = store;
    this.workflows = workflows;
    this.findings = findings;
    this.examinations = examinations;
    this.leases = leases;
    this.locks = locks;
    this.sessions = sessions;
    this.recoveryPolicy = recoveryPolicy;
    this.nodes = nodes;
    this.nodeWaits = nodeWaits;
  }

  /**
   * A claimed workflow.
   *
   * @param firstItem the first work item; empty when there is nothing to do now, and the claim is already released
   */
  public record ClaimedWorkflow(Claim claim, Optional<WorkItem> firstItem) {}

  /**
   * Claims a workflow and returns its first work item. Empty when the workflow has no work to do, requires what this node
   * does not have, is claimed by another node, or waits for the lock of its concurrency group.
   */
  @Transactional
  public Optional<ClaimedWorkflow> claimAndStart(UUID id, String node, Duration lease) {
    Optional<Claim> claim = leases.claim(id, node, nodes.capabilities().toJson(), lease);
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Workflow workflow = store.lock(claim.get());
    if (!startClaimed(workflow, claim.get())) {
      return Optional.empty();
    }
    return Optional.of(new ClaimedWorkflow(claim.get(), advance(workflow, claim.get())));
  }

  /** Claims a workflow without starting a step. */
  @Transactional
  Optional<Claim> claim(UUID id, String node, Duration lease) {
    Optional<Claim> claim = leases.claim(id, node, nodes.capabilities().toJson(), lease);
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Workflow workflow = store.lock(claim.get());
    if (!startClaimed(workflow, claim.get())) {
      return Optional.empty();
    }
    store.save(claim.get(), workflow);
    return claim;
  }

  /** Starts or resumes a claimed workflow; releases the claim and returns false if its concurrency group is busy. */
  private boolean startClaimed(Workflow workflow, Claim claim) {
    Optional<String> groupLock = workflow.spec().groupLock();
    if (groupLock.isPresent() && !locks.tryAcquire(workflow, claim, groupLock.get())) {
      store.save(claim, workflow);
      leases.releaseAndDeleteWakeUp(claim, WAKE_UP_TASK);
      return false;
    }
    workflow.onClaimed(claim, store.now());
    store.keep(claim);
    return true;
  }

  /** Forgets the workflow of a claim, which must not be used any more; does not release the lease. */
  public void forget(Claim claim) {
    store.forget(claim);
  }

  /** Returns the next work item; empty when there is nothing to do now, in which case the claim is released. */
  @Transactional
  public Optional<WorkItem> nextItem(Claim claim) {
    return advance(store.lock(claim), claim);
  }

  /** Records the result of a step and returns the next work item. */
  @Transactional
  public Optional<WorkItem> recordResult(Claim claim, RunStep step, StepResult result) {
    Workflow workflow = store.lock(claim);
    if (!workflow.steps().isRunning(step.name(), step.attempt())) {
      return advance(workflow, claim);
    }
    if (step.attempt() > 1 || !result.findings().isEmpty()) {
      findings.replace(step.step(), result.findings(), result.comparison());
    }
    workflow.recordResult(step.name(), result, recoveryPolicy, store.now());
    recordInSession(workflow, step, result);
    if (step.command().equals(Step.SNAPSHOT) && result.failure().isEmpty()) {
      reuseOriginResults(workflow, claim, step, result);
    }
    if (step.publishes() && !workflow.result().isPublishing()) {
      locks.releasePublishLock(workflow);
    }
    return advance(workflow, claim);
  }

  /**
   * Records the success of a step that only reads files, and returns the next work item, without a transaction: the next
   * one of the claim writes both. Until then, other nodes and users see the step as running, and if this node is lost, the
   * step is repeated.
   *
   * @return empty if the result must be recorded by {@link #recordResult}
   */
  public Optional<WorkItem> deferResult(Claim claim, RunStep step, StepResult result) {
    if (result.failure().isPresent()
        || !result.findings().isEmpty()
        || result.revision() != null
        || step.attempt() > 1
        || step.context().sessionId() != null
        || !step.context().parallel()) {
      return Optional.empty();
    }
    var next = new AtomicReference<@Nullable WorkItem>();
    store.defer(
        claim,
        workflow ->
            workflow.steps().isRunning(step.name(), step.attempt())
                && (result.scope() == null || workflow.result().determinedScope() != null)
                && workflow.continuesRepeatably(step.name(), store.now()),
        (workflow, now) -> {
          if (workflow.steps().isRunning(step.name(), step.attempt())) {
            workflow.recordResult(step.name(), result, recoveryPolicy, now);
            next.set(workflow.nextItem(claim, now).orElse(null));
          }
        });
    return Optional.ofNullable(next.get());
  }

  /** Returns since when a result of a claim has waited for the next transaction; empty if none does. */
  public Optional<Instant> deferredSince(Claim claim) {
    return store.deferredSince(claim);
  }

  private void recordInSession(Workflow workflow, RunStep step, StepResult result) {
    UUID session = step.context().sessionId();
    if (session != null) {
      long durationMs = workflow.steps().find(step.name()).map(Step::durationMs).orElse(0L);
      CommandResult outcome = result.outcome();
      // A workflow that only reads has no checkpoint; its content is that of the snapshot.
      String content = result.tree() == null ? result.snapshot() : result.tree();
      boolean passed = result.failure().isEmpty() && outcome.findFailure().isEmpty();
      sessions.recordStep(
          session,
          workflow.name(),
          step.name(),
          step.command(),
          outcome,
          durationMs,
          content,
          passed);
    }
  }

  /** Reuses the results of the original workflow in a rerun, if both have the same snapshot. */
  private void reuseOriginResults(Workflow workflow, Claim claim, RunStep step, StepResult result) {
    Optional<RerunOrigin> origin = workflow.spec().origin();
    if (origin.isEmpty()) {
      return;
    }
    Optional<Workflow> original = workflows.findByName(origin.get().workflow());
    if (original.isPresent() && original.get().result().isBasedOn(result.snapshot())) {
      workflow.reuseResults(claim, original.get(), origin.get().step(), store.now());
      return;
    }
    workflow.registerEvent(
        new WarningRaised(
            step.name(),
            "the target differs from the one %s started with; all steps run again"
                .formatted(origin.get().workflow())));
  }

  /**
   * Records the result of a rollback and returns the next work item.
   *
   * @param tree the tree of the target after a successful rollback
   * @param failure the reason why the rollback failed; empty when it succeeded
   */
  @Transactional
  public Optional<WorkItem> recordRollback(Claim claim, String tree, Optional<String> failure) {
    Workflow workflow = store.lock(claim);
    if (failure.isPresent()) {
      workflow.recordRollbackFailure(failure.get(), claim.node());
    } else {
      workflow.recordRollback(tree, store.now());
    }
    locks.releasePublishLock(workflow);
    return advance(workflow, claim);
  }

  /**
   * Records that an interrupted or failed publication was undone and returns the next work item.
   *
   * @param unrestored the files that were not restored, each with the reason; empty if nothing had to be undone
   */
  @Transactional
  public Optional<WorkItem> recordUndonePublication(
      Claim claim, Optional<List<String>> unrestored) {
    Workflow workflow = store.lock(claim);
    workflow.recordUndonePublication(unrestored);
    locks.releasePublishLock(workflow);
    return advance(workflow, claim);
  }

  /** Saves the workflow and returns its next work item; releases the claim when there is none. */
  private Optional<WorkItem> advance(Workflow workflow, Claim claim) {
    Instant now = store.now();
    Optional<WorkItem> next =
        locks.tryAdmit(workflow, claim, workflow.requiredPublishLock(now))
            ? workflow.nextItem(claim, now)
            : Optional.empty();
    save(claim, workflow);
    if (next.isEmpty()) {
      leases.releaseAndDeleteWakeUp(claim, WAKE_UP_TASK);
    }
    return next;
  }

  private void save(Claim claim, Workflow workflow) {
    if (workflow.status().isEnded()) {
      examinations.record(ExaminedWorkflowLookup.describe(workflow), store.now());
    }
    store.save(claim, workflow);
  }

  /** Records that a step waits for a resource, such as a free agent. */
  @Transactional
  public void markWaiting(Claim claim, String step, String resource) {
    Workflow workflow = store.lock(claim);
    workflow.steps().find(step).orElseThrow().retryState().waitFor(resource);
    workflow.registerEvent(new StepWaiting(step, resource));
    save(claim, workflow);
  }

  /** Records that a step no longer waits. The wait does not count against the timeout of its phase. */
  @Transactional
  public void clearWaiting(Claim claim, String step, Duration waited) {
    Workflow workflow = store.lock(claim);
    Step admitted = workflow.steps().find(step).orElseThrow();
    admitted.retryState().waitFor(null);
    admitted.phase().creditWait(waited, store.now());
    workflow.registerEvent(new StepAdmitted(step));
    save(claim, workflow);
  }

  /** Records the files of the target that were changed externally while the workflow runs. */
  @Transactional
  public void recordExternalChanges(Claim claim, List<String> paths) {
    Workflow workflow = store.lock(claim);
    workflow.recordExternalChanges(paths);
    UUID session = workflow.spec().sessionId();
    if (session != null) {
      sessions.recordExternalChanges(session, paths);
    }
    save(claim, workflow);
  }

  /**
   * Returns what satisfied a command on the same content in the session of the step; empty when nothing did.
   *
   * @param tree the content of the workspace
   */
  public Optional<String> satisfiedBy(RunStep step, String command, String tree) {
    UUID session = step.context().sessionId();
    return session == null ? Optional.empty() : sessions.satisfiedBy(session, command, tree);
  }

  /**
   * Renews the leases of valid claims, except those whose workflow another transaction has locked. Returns for each
   * renewed claim whether a cancellation is requested.
   */
  public Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    return leases.renew(claims, lease);
  }

  /** Returns the workflows of the given claims that are held by a newer claim, or by none. */
  public Set<UUID> findLost(Collection<Claim> claims) {
    return leases.findLost(claims);
  }

  /** Releases a claim before its lease expires, so that another node can claim the workflow at once. */
  public void release(Claim claim) {
    leases.release(claim);
  }

  /** Releases a claim whose attempts the database has interrupted; they do not count as lost with their node. */
  public void releaseInterrupted(Claim claim) {
    leases.releaseOnShutdown(claim);
  }

  /** Releases a claim because its node shuts down; its running attempts do not count as lost with the node. */
  @Transactional
  public void releaseOnShutdown(Claim claim) {
    if (store.deferredSince(claim).isPresent()) {
      save(claim, store.lock(claim));
    }
    leases.releaseOnShutdown(claim);
  }

  /** Records that the node of these claims shuts down; the claims stay valid. */
  public void markShutDown(Collection<Claim> claims) {
    leases.markShutDown(claims);
  }

  /** Ends an open workflow that the engine cannot execute. */
  @Transactional
  public void failInternally(UUID id, String reason) {
    Optional<Workflow> workflow = workflows.findForUpdateById(id);
    if (workflow.isPresent() && !workflow.get().status().isEnded()) {
      workflow.get().failInternally(reason, store.now());
      store.save(workflow.get());
    }
  }

  /** Returns the workflows whose open decision has expired, at most 1000. */
  public List<UUID> findExpiredDecisions() {
    return workflows.findExpiredDecisions(store.now());
  }

  /** Answers the open decision of a workflow with its default, if it has expired and is not locked. */
  @Transactional
  public void expireDecision(UUID id) {
    Optional<Workflow> workflow = workflows.findForUpdateAndSkipLockedById(id);
    if (workflow.isPresent()) {
      new WorkflowActionHandler(workflow.get(), store.now()).expireDecision();
      store.save(workflow.get());
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
   * Deletes a wake-up that had no effect, or repeats it later if another transaction had locked the workflow.
   *
   * @param version the version of the wake-up when it was executed
   * @param retryDelay the delay before it is repeated
   */
  @Transactional
  public void endWakeUp(UUID id, long version, Duration retryDelay) {
    leases.endWakeUp(id, WAKE_UP_TASK, version, retryDelay);
  }

  /** Returns the workflows whose wait for a node begins or ends, at most 1000. */
  public List<UUID> findChangedNodeWaits() {
    return nodeWaits.findChanged();
  }

  /** Returns the workflows that have waited long enough for tools that live nodes have in other versions, at most 1000. */
  public List<UUID> findRepinnable(Duration delay) {
    return nodeWaits.findRepinnable(delay);
  }

  /** Starts or ends the wait of a workflow for a node, according to the live nodes. */
  @Transactional
  public void updateNodeWait(UUID id) {
    Optional<Workflow> workflow = workflows.findForUpdateAndSkipLockedById(id);
    if (workflow.isPresent() && !workflow.get().status().isEnded()) {
      Optional<NodeWait> wait = nodeWaits.find(workflow.get().spec().requirements(), store.now());
      boolean waits = workflow.get().waitState().nodeWait() != null;
      if (wait.isPresent() && !waits) {
        workflow.get().awaitNode(wait.get());
      } else if (wait.isEmpty()) {
        workflow.get().endNodeWait();
      }
      store.save(workflow.get());
    }
  }

  /** Replaces the pinned tools of a workflow that waits for a node by the versions that live nodes have. */
  @Transactional
  public void repin(UUID id) {
    Optional<Workflow> workflow = workflows.findForUpdateAndSkipLockedById(id);
    if (workflow.isPresent() && workflow.get().waitState().nodeWait() != null) {
      nodeWaits.repin(workflow.get());
      store.save(workflow.get());
    }
  }

  /** Returns the ended workflows that still hold or wait for a lock. Normally there are none. */
  public List<UUID> findIdleLockOwners() {
    return workflows.findIdleLockOwners();
  }

  /** Releases all locks of a workflow. */
  @Transactional
  public void releaseLocks(UUID owner) {
    locks.releaseAll(owner);
  }
}
