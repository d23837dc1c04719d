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

/** Changes workflows: each change, its events and what it lets go of are one transaction. */
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

  /** Takes a claim, and keeps its workflow at hand until it is dropped. */
  <T> Optional<T> claim(Function<Ledger, Optional<T>> work, Function<T, Claim> claim) {
    return open.claiming(() -> write(work), claim);
  }

  /** Lets go of what is kept at hand for a claim. */
  void drop(Claim claim) {
    open.drop(claim);
  }

  /** Changes the workflow of a claim. */
  <T> T write(Claim claim, Function<Ledger, T> work) {
    return open.during(claim, () -> write(work));
  }

  <T> T read(Function<EntityManager, T> work) {
    return reading.execute(status -> work.apply(entities));
  }

  /** Keeps a new workflow. */
  void add(Workflow workflow) {
    entities.persist(workflow);
    entities.flush();
    events.append(workflow, now());
  }

  /** A workflow that nobody else can change until the transaction is over; absent when there is none. */
  @Nullable Workflow locked(UUID id) {
    return entities.find(Workflow.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /**
   * The workflow of a claim, which nobody else can change until the transaction is over.
   *
   * @throws LeaseLost when the claim is not the latest
   */
  Workflow held(Claim claim) {
    return open.held(claim, entities);
  }

  /** Changes a workflow that is locked. */
  <T> T change(Workflow workflow, Function<Workflow, T> verb) {
    T answer = verb.apply(workflow);
    entities.flush();
    // All is written; at the commit it would be looked through once more.
    entities.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
    events.append(workflow, now());
    if (workflow.isOver()) {
      lines.leave(workflow.id());
    }
    return answer;
  }

  /** Changes a workflow, whoever works on it. */
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
