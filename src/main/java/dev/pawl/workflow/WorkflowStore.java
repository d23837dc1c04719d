package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Saves workflows with everything that belongs to a change. Each method takes part in the transaction of its caller:
 * lock the workflow, change it, save it.
 */
@Component
class WorkflowStore {

  private final EntityManager entityManager;
  private final WorkflowEventRepository events;
  private final WorkflowLocks locks;
  private final ClaimedWorkflows claimed;
  private final Clock clock;

  WorkflowStore(
      EntityManager entityManager,
      WorkflowEventRepository events,
      WorkflowLocks locks,
      ClaimedWorkflows claimed,
      Clock clock) {
    this.entityManager = entityManager;
    this.events = events;
    this.locks = locks;
    this.claimed = claimed;
    this.clock = clock;
  }

  /**
   * Returns the current time with the precision of the database. Within a transaction it is always the time of the first
   * call, so that the changes and events of a transaction have the same time.
   */
  Instant now() {
    if (TransactionSynchronizationManager.getResource(this) instanceof Instant bound) {
      return bound;
    }
    Instant current = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.bindResource(this, current);
      TransactionSynchronizationManager.registerSynchronization(new TransactionTime(current));
    }
    return current;
  }

  /** Binds the time of a transaction until its completion. */
  private final class TransactionTime implements TransactionSynchronization {

    private final Instant time;

    TransactionTime(Instant time) {
      this.time = time;
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(WorkflowStore.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(WorkflowStore.this, time);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(WorkflowStore.this);
    }
  }

  /** Stores a new workflow and its events. */
  void add(Workflow workflow) {
    entityManager.persist(workflow);
    entityManager.flush();
    events.append(workflow, now());
  }

  /**
   * Returns the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLostException when the claim is not the latest
   */
  Workflow lock(Claim claim) {
    return claimed.lock(claim, now());
  }

  /** Writes a workflow that its repository has locked, appends its events, and releases its locks if it has ended. */
  void save(Workflow workflow) {
    events.append(workflow, now());
    if (workflow.isFinished()) {
      locks.releaseAll(workflow.id());
    }
    entityManager.flush();
  }

  /** Writes the locked workflow of a claim, appends its events, and releases its locks if it has ended. */
  void save(Claim claim, Workflow workflow) {
    List<WorkflowChanged> changes = events.drain(workflow, now());
    claimed.write(claim, workflow, changes);
    events.publish(changes);
    if (workflow.isFinished()) {
      locks.releaseAll(workflow.id());
    }
  }

  /**
   * Changes the workflow of a claim in memory, to be written by its next transaction; see {@link ClaimedWorkflows#defer}.
   */
  boolean defer(Claim claim, Predicate<Workflow> condition, ClaimedWorkflows.Change change) {
    return claimed.defer(claim, condition, change, now());
  }

  /** Returns the time of the oldest change of a claim that no transaction has written yet. */
  Optional<Instant> deferredSince(Claim claim) {
    return claimed.deferredSince(claim);
  }

  /** Keeps the workflow of a new claim in memory until {@link #forget}. */
  void keep(Claim claim) {
    claimed.keep(claim);
  }

  /** Forgets the workflow of a claim that has ended. */
  void forget(Claim claim) {
    claimed.forget(claim);
  }
}
