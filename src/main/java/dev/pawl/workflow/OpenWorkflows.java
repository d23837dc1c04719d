package dev.pawl.workflow;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Extended persistence contexts for the workflows that this node executes. The context of a claim spans its
 * transactions, so that a step does not start with reloading the whole graph. A workflow that was changed elsewhere is
 * reloaded.
 */
@Component
class OpenWorkflows {

  private final EntityManagerFactory factory;
  private final JdbcClient client;
  private final Map<Claim, Open> open = new ConcurrentHashMap<>();

  OpenWorkflows(EntityManagerFactory factory, JdbcClient client) {
    this.factory = factory;
    this.client = client;
  }

  private static final class Open {

    private final EntityManager entities;
    private final ReentrantLock turn = new ReentrantLock();

    /** The row versions that match this context: the version that was read and the one that may have been written. */
    private List<Long> known = List.of();

    Open(EntityManager entities) {
      this.entities = entities;
    }

    void forget() {
      entities.clear();
      known = List.of();
    }
  }

  /** A locked row; {@code writer} is the transaction that wrote it ({@code xmin}), {@code own} the current one. */
  private record Row(long epoch, long writer, long own) {}

  /**
   * Runs a transaction that claims a workflow and keeps its persistence context open.
   *
   * @param transaction the transaction, which returns an empty result when it does not claim
   * @param claim the function that extracts the claim from the result
   */
  <T> Optional<T> claiming(Supplier<Optional<T>> transaction, Function<T, Claim> claim) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      // A surrounding transaction already has a persistence context.
      return transaction.get();
    }
    var fresh = new Open(factory.createEntityManager());
    Optional<T> taken = Optional.empty();
    try {
      taken = on(fresh, transaction);
      taken.map(claim).ifPresent(one -> open.put(one, fresh));
    } finally {
      if (taken.isEmpty()) {
        fresh.entities.close();
      }
    }
    return taken;
  }

  /** Runs a transaction in the persistence context of a claim, or in a new one when the claim has none. */
  <T> T during(Claim claim, Supplier<T> transaction) {
    Open kept = open.get(claim);
    boolean within = TransactionSynchronizationManager.isActualTransactionActive();
    return kept == null || within ? transaction.get() : on(kept, transaction);
  }

  private <T> T on(Open kept, Supplier<T> transaction) {
    kept.turn.lock();
    try {
      if (!kept.entities.isOpen()) {
        return transaction.get();
      }
      TransactionSynchronizationManager.bindResource(
          factory, new EntityManagerHolder(kept.entities));
      TransactionSynchronizationManager.bindResource(this, kept);
      try {
        return transaction.get();
      } catch (RuntimeException e) {
        kept.forget();
        throw e;
      } finally {
        TransactionSynchronizationManager.unbindResource(this);
        TransactionSynchronizationManager.unbindResource(factory);
      }
    } finally {
      kept.turn.unlock();
    }
  }

  /** Closes the persistence context of a claim. */
  void drop(Claim claim) {
    Open kept = open.remove(claim);
    if (kept != null) {
      kept.turn.lock();
      try {
        kept.entities.close();
      } finally {
        kept.turn.unlock();
      }
    }
  }

  /**
   * Loads the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLost when the claim is not the latest
   */
  Workflow held(Claim claim, EntityManager entities) {
    Row row = lock(claim.id());
    if (row == null || row.epoch() != claim.epoch()) {
      throw new LeaseLost(claim);
    }
    if (TransactionSynchronizationManager.getResource(this) instanceof Open kept) {
      if (!kept.known.contains(row.writer())) {
        kept.forget();
      }
      kept.known = List.of(row.writer(), row.own());
    }
    Workflow workflow = entities.find(Workflow.class, claim.id());
    if (workflow == null) {
      throw new LeaseLost(claim);
    }
    return workflow;
  }

  private @Nullable Row lock(UUID id) {
    return client
        .sql(
            "select epoch, xmin::text::bigint, pg_current_xact_id()::xid::text::bigint from"
                + " workflow where id = ? for update")
        .param(id)
        .query((row, number) -> new Row(row.getLong(1), row.getLong(2), row.getLong(3)))
        .optional()
        .orElse(null);
  }
}
