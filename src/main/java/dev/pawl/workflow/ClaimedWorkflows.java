package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowRows.Changes;
import dev.pawl.workflow.WorkflowWriter.EventRow;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The workflows that this node executes, as plain objects. A workflow is read once per claim and then kept in memory until
 * {@link #forget}, so that a change only writes rows and reads none. It is read again when it was changed elsewhere, which
 * its number of events shows, or when a transaction was rolled back.
 */
@Component
class ClaimedWorkflows {

  private final EntityManager entityManager;
  private final JdbcClient client;
  private final WorkflowWriter writer;
  private final Map<Claim, KeptWorkflow> kept = new ConcurrentHashMap<>();

  ClaimedWorkflows(EntityManager entityManager, JdbcClient client, WorkflowWriter writer) {
    this.entityManager = entityManager;
    this.client = client;
    this.writer = writer;
  }

  /** A workflow and the rows that are stored of it. Only one transaction of this node uses it at a time. */
  private static final class KeptWorkflow {

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Workflow workflow;
    private @Nullable WorkflowRows stored;

    /** The changes that no transaction has written yet, oldest first. */
    private final List<Change> deferred = new ArrayList<>();

    private volatile @Nullable Instant deferredSince;

    /** Whether the current transaction has written the workflow. */
    private boolean written;

    void defer(Change change, Instant now) {
      deferred.add(change);
      if (deferredSince == null) {
        deferredSince = now;
      }
    }

    void clearDeferred() {
      deferred.clear();
      deferredSince = null;
    }

    void set(@Nullable Workflow newWorkflow) {
      workflow = newWorkflow;
      stored = newWorkflow == null ? null : WorkflowRows.of(newWorkflow);
    }
  }

  /** A change of a workflow that may be repeated on a later state of it, where it may have no effect. */
  @FunctionalInterface
  interface Change {

    void apply(Workflow workflow, Instant now);
  }

  private record LockedRow(long epoch, long eventSequence) {}

  /**
   * Returns the workflow of a claim and locks its row until the end of the transaction.
   *
   * @param now the time of changes that are repeated
   * @throws LeaseLostException when the claim is not the latest
   */
  Workflow lock(Claim claim, Instant now) {
    KeptWorkflow entry = join(claim);
    LockedRow row =
        client
            .sql("select epoch, event_sequence from workflow where id = ? for no key update")
            .param(claim.id())
            .query(LockedRow.class)
            .optional()
            .orElse(null);
    if (row == null || row.epoch() != claim.epoch()) {
      throw new LeaseLostException(claim);
    }
    Workflow workflow = entry.workflow;
    WorkflowRows stored = entry.stored;
    if (workflow == null
        || stored == null
        || stored.workflow().eventSequence() != row.eventSequence()) {
      workflow = read(claim);
      entry.set(workflow);
      for (Change change : entry.deferred) {
        change.apply(workflow, now);
        workflow.timeEvents(now);
      }
    }
    return workflow;
  }

  /**
   * Changes the workflow of a claim in memory; the next transaction of the claim writes the change. If a user has changed
   * the workflow until then, or the transaction is rolled back, the change is repeated on what is stored.
   *
   * @param condition whether the change may wait for the next transaction
   * @return whether the change was made; false if the condition is false, the workflow is not in memory, or a transaction of
   *     the claim is in progress
   */
  boolean defer(Claim claim, Predicate<Workflow> condition, Change change, Instant now) {
    KeptWorkflow entry = kept.get(claim);
    if (entry == null || !entry.lock.tryLock()) {
      return false;
    }
    try {
      Workflow workflow = entry.workflow;
      if (workflow == null || !condition.test(workflow)) {
        return false;
      }
      change.apply(workflow, now);
      workflow.timeEvents(now);
      entry.defer(change, now);
      return true;
    } catch (RuntimeException e) {
      entry.set(null);
      throw e;
    } finally {
      entry.lock.unlock();
    }
  }

  /** Returns the time of the oldest change that no transaction has written yet. */
  Optional<Instant> deferredSince(Claim claim) {
    return Optional.ofNullable(kept.get(claim)).map(entry -> entry.deferredSince);
  }

  private Workflow read(Claim claim) {
    // EntityManager.find would return null if the database is lost in a transaction that is marked
    // for rollback.
    Workflow workflow =
        entityManager
            .createQuery("select w from Workflow w where w.id = :id", Workflow.class)
            .setParameter("id", claim.id())
            .getSingleResultOrNull();
    if (workflow == null) {
      throw new LeaseLostException(claim);
    }
    for (Step step : workflow.steps().all()) {
      step.attempts().size();
    }
    entityManager.detach(workflow);
    return workflow;
  }

  /** Writes the changes of a locked workflow and its new events. */
  void write(Claim claim, Workflow workflow, List<WorkflowChanged> events) {
    KeptWorkflow entry = join(claim);
    WorkflowRows stored = Objects.requireNonNull(entry.stored);
    storeNewPhases(workflow);
    WorkflowRows current = WorkflowRows.of(workflow);
    Changes changes = current.changesSince(stored);
    if (!changes.equals(Changes.NONE) || !events.isEmpty()) {
      writer.write(claim, changes, events.stream().map(EventRow::of).toList());
    }
    entry.stored = current;
    entry.written = true;
  }

  /** Stores the phases of compensations, which are added to the plan when a workflow ends. */
  private void storeNewPhases(Workflow workflow) {
    for (Phase phase : workflow.phases()) {
      if (phase.isNew()) {
        entityManager.persist(phase);
        entityManager.flush();
        entityManager.detach(phase);
      }
    }
  }

  /** Keeps the workflow of a new claim if the current transaction is committed. */
  void keep(Claim claim) {
    KeptWorkflow entry = join(claim);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            kept.put(claim, entry);
          }
        });
  }

  /** Forgets the workflow of a claim that has ended. */
  void forget(Claim claim) {
    kept.remove(claim);
  }

  /** Reserves the workflow of a claim for the current transaction. */
  private KeptWorkflow join(Claim claim) {
    if (TransactionSynchronizationManager.getResource(claim) instanceof KeptWorkflow joined) {
      return joined;
    }
    KeptWorkflow entry = kept.getOrDefault(claim, new KeptWorkflow());
    entry.lock.lock();
    TransactionSynchronizationManager.bindResource(claim, entry);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(claim);
            if (status != STATUS_COMMITTED) {
              entry.set(null);
            } else if (entry.written) {
              entry.clearDeferred();
            }
            entry.written = false;
            entry.lock.unlock();
          }
        });
    return entry;
  }
}
