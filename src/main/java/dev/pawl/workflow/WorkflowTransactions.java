package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes workflows. Each change, its events and the locks that it releases are one transaction. */
@Component
class WorkflowTransactions {

  private final EntityManager entityManager;
  private final WorkflowRepository workflows;
  private final TransactionTemplate writeTransaction;
  private final TransactionTemplate readTransaction;
  private final WorkflowEventRepository events;
  private final WorkflowLocks locks;
  private final ExtendedPersistenceContexts contexts;
  private final Clock clock;

  WorkflowTransactions(
      EntityManager entityManager,
      WorkflowRepository workflows,
      PlatformTransactionManager transactionManager,
      WorkflowEventRepository events,
      WorkflowLocks locks,
      ExtendedPersistenceContexts contexts,
      Clock clock) {
    this.entityManager = entityManager;
    this.workflows = workflows;
    this.writeTransaction = new TransactionTemplate(transactionManager);
    this.readTransaction = new TransactionTemplate(transactionManager);
    this.readTransaction.setReadOnly(true);
    this.events = events;
    this.locks = locks;
    this.contexts = contexts;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  <T> T write(Function<WorkflowTransactions, T> work) {
    return writeTransaction.execute(status -> work.apply(this));
  }

  /** Runs a transaction that claims a workflow; its persistence context stays open until {@link #detach}. */
  <T> Optional<T> claim(
      Function<WorkflowTransactions, Optional<T>> work, Function<T, Claim> claim) {
    return contexts.claim(() -> write(work), claim);
  }

  /** Closes the persistence context of a claim. */
  void detach(Claim claim) {
    contexts.detach(claim);
  }

  /** Runs a transaction in the persistence context of a claim. */
  <T> T write(Claim claim, Function<WorkflowTransactions, T> work) {
    return contexts.inContextOf(claim, () -> write(work));
  }

  <T> T read(Function<EntityManager, T> work) {
    return readTransaction.execute(status -> work.apply(entityManager));
  }

  /** Persists a new workflow and its events. */
  void persist(Workflow workflow) {
    entityManager.persist(workflow);
    entityManager.flush();
    events.append(workflow, now());
  }

  /**
   * Loads the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLostException when the claim is not the latest
   */
  Workflow findForClaim(Claim claim) {
    return contexts.findForClaim(claim, entityManager);
  }

  /** Changes a locked workflow, appends its events, and releases its locks if it has ended. */
  <T> T update(Workflow workflow, Function<Workflow, T> action) {
    T result = action.apply(workflow);
    entityManager.flush();
    // Everything is flushed; this avoids another dirty check at commit.
    entityManager.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
    events.append(workflow, now());
    if (workflow.isFinished()) {
      locks.releaseAll(workflow.id());
    }
    return result;
  }

  /** Locks and changes a workflow, independently of its claim. */
  void update(UUID id, Consumer<Workflow> action) {
    workflows
        .findForUpdateById(id)
        .ifPresent(workflow ->
            update(
                workflow,
                locked -> {
                  action.accept(locked);
                  return true;
                }));
  }

  Optional<Workflow> findByName(String name) {
    return workflows.findByName(name);
  }
}
