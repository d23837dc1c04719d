package dev.pawl.workflow;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes workflows. Each change, its events and the locks that it releases are one transaction. */
@Component
class Ledger {

  private final EntityManager entities;
  private final TransactionTemplate transaction;
  private final TransactionTemplate reading;
  private final EventLog events;
  private final Lines lines;
  private final OpenWorkflows open;
  private final Clock clock;

  Ledger(
      EntityManager entities,
      PlatformTransactionManager transactions,
      EventLog events,
      Lines lines,
      OpenWorkflows open,
      Clock clock) {
    this.entities = entities;
    this.transaction = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.events = events;
    this.lines = lines;
    this.open = open;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  <T> T write(Function<Ledger, T> work) {
    return transaction.execute(status -> work.apply(this));
  }

  /** Runs a transaction that claims a workflow; its persistence context stays open until {@link #drop}. */
  <T> Optional<T> claim(Function<Ledger, Optional<T>> work, Function<T, Claim> claim) {
    return open.claiming(() -> write(work), claim);
  }

  /** Closes the persistence context of a claim. */
  void drop(Claim claim) {
    open.drop(claim);
  }

  /** Runs a transaction in the persistence context of a claim. */
  <T> T write(Claim claim, Function<Ledger, T> work) {
    return open.during(claim, () -> write(work));
  }

  <T> T read(Function<EntityManager, T> work) {
    return reading.execute(status -> work.apply(entities));
  }

  /** Persists a new workflow and its events. */
  void add(Workflow workflow) {
    entities.persist(workflow);
    entities.flush();
    events.append(workflow, now());
  }

  /** Loads a workflow and locks its row until the end of the transaction; absent when there is none. */
  @Nullable Workflow locked(UUID id) {
    return entities.find(Workflow.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /**
   * Loads the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLost when the claim is not the latest
   */
  Workflow held(Claim claim) {
    return open.held(claim, entities);
  }

  /** Changes a locked workflow, appends its events, and releases its locks if it has ended. */
  <T> T change(Workflow workflow, Function<Workflow, T> verb) {
    T answer = verb.apply(workflow);
    entities.flush();
    // Everything is flushed; this avoids another dirty check at commit.
    entities.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
    events.append(workflow, now());
    if (workflow.isOver()) {
      lines.leave(workflow.id());
    }
    return answer;
  }

  /** Locks and changes a workflow, independently of its claim. */
  void change(UUID id, Consumer<Workflow> verb) {
    Workflow workflow = locked(id);
    if (workflow != null) {
      change(
          workflow,
          one -> {
            verb.accept(one);
            return true;
          });
    }
  }

  Optional<Workflow> named(String name) {
    return entities
        .createQuery("from Workflow where name = :name", Workflow.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst();
  }
}
