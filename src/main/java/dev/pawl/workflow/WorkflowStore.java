package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.hibernate.FlushMode;
import org.hibernate.Session;
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
  private final ExtendedPersistenceContexts contexts;
  private final Clock clock;

  WorkflowStore(
      EntityManager entityManager,
      WorkflowEventRepository events,
      WorkflowLocks locks,
      ExtendedPersistenceContexts contexts,
      Clock clock) {
    this.entityManager = entityManager;
    this.events = events;
    this.locks = locks;
    this.contexts = contexts;
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
   * Loads the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLostException when the claim is not the latest
   */
  Workflow lock(Claim claim) {
    return contexts.findForClaim(claim, entityManager);
  }

  /** Writes a locked workflow, appends its events, and releases its locks if it has ended. */
  void save(Workflow workflow) {
    events.append(workflow, now());
    if (workflow.isFinished()) {
      locks.releaseAll(workflow.id());
    }
    entityManager.flush();
    if (contexts.isBound()) {
      // This is the last change of the transaction; this avoids another dirty check at commit.
      entityManager.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
    }
  }

  /** Keeps the current persistence context open for the transactions of a new claim, until {@link #detach}. */
  void keepContext(Claim claim) {
    contexts.keep(claim);
  }

  /** Closes the persistence context of a claim. */
  void detach(Claim claim) {
    contexts.detach(claim);
  }
}
