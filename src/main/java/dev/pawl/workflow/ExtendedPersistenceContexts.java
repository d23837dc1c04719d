package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
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
class ExtendedPersistenceContexts {

  private final EntityManagerFactory factory;
  private final JdbcClient client;
  private final Map<Claim, ClaimContext> contexts = new ConcurrentHashMap<>();

  ExtendedPersistenceContexts(EntityManagerFactory factory, JdbcClient client) {
    this.factory = factory;
    this.client = client;
  }

  private static final class ClaimContext {

    private final EntityManager entityManager;
    private final ReentrantLock lock = new ReentrantLock();

    /** The row versions that match this context: the version that was read and the one that may have been written. */
    private List<Long> knownVersions = List.of();

    ClaimContext(EntityManager entityManager) {
      this.entityManager = entityManager;
    }

    void clear() {
      entityManager.clear();
      knownVersions = List.of();
    }
  }

  /** A locked row; {@code writer} is the transaction that wrote it ({@code xmin}), {@code own} the current one. */
  private record LockedRow(long epoch, long writerTransaction, long currentTransaction) {}

  /**
   * Runs a transaction that claims a workflow and keeps its persistence context open.
   *
   * @param transaction the transaction, which returns an empty result when it does not claim
   * @param claimOf the function that extracts the claim from the result
   */
  <T> Optional<T> claim(Supplier<Optional<T>> transaction, Function<T, Claim> claimOf) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      // A surrounding transaction already has a persistence context.
      return transaction.get();
    }
    var context = new ClaimContext(factory.createEntityManager());
    Optional<T> result = Optional.empty();
    try {
      result = runIn(context, transaction);
      result.map(claimOf).ifPresent(newClaim -> contexts.put(newClaim, context));
    } finally {
      if (result.isEmpty()) {
        context.entityManager.close();
      }
    }
    return result;
  }

  /** Runs a transaction in the persistence context of a claim, or in a new one when the claim has none. */
  <T> T inContextOf(Claim claim, Supplier<T> transaction) {
    ClaimContext context = contexts.get(claim);
    boolean nested = TransactionSynchronizationManager.isActualTransactionActive();
    return context == null || nested ? transaction.get() : runIn(context, transaction);
  }

  private <T> T runIn(ClaimContext context, Supplier<T> transaction) {
    context.lock.lock();
    try {
      if (!context.entityManager.isOpen()) {
        return transaction.get();
      }
      TransactionSynchronizationManager.bindResource(
          factory, new EntityManagerHolder(context.entityManager));
      TransactionSynchronizationManager.bindResource(this, context);
      try {
        return transaction.get();
      } catch (RuntimeException e) {
        context.clear();
        throw e;
      } finally {
        TransactionSynchronizationManager.unbindResource(this);
        TransactionSynchronizationManager.unbindResource(factory);
      }
    } finally {
      context.lock.unlock();
    }
  }

  /** Closes the persistence context of a claim. */
  void detach(Claim claim) {
    ClaimContext context = contexts.remove(claim);
    if (context != null) {
      context.lock.lock();
      try {
        context.entityManager.close();
      } finally {
        context.lock.unlock();
      }
    }
  }

  /**
   * Loads the workflow of a claim and locks its row until the end of the transaction.
   *
   * @throws LeaseLostException when the claim is not the latest
   */
  Workflow findForClaim(Claim claim, EntityManager entityManager) {
    LockedRow row = lockRow(claim.id());
    if (row == null || row.epoch() != claim.epoch()) {
      throw new LeaseLostException(claim);
    }
    if (TransactionSynchronizationManager.getResource(this) instanceof ClaimContext context) {
      if (!context.knownVersions.contains(row.writerTransaction())) {
        context.clear();
      }
      context.knownVersions = List.of(row.writerTransaction(), row.currentTransaction());
    }
    Workflow workflow = entityManager.find(Workflow.class, claim.id());
    if (workflow == null) {
      throw new LeaseLostException(claim);
    }
    return workflow;
  }

  private @Nullable LockedRow lockRow(UUID id) {
    return client
        .sql(
            """
            select epoch, xmin::text::bigint as writer_transaction,
              pg_current_xact_id()::xid::text::bigint as current_transaction
            from workflow where id = ? for update
            """)
        .param(id)
        .query(LockedRow.class)
        .optional()
        .orElse(null);
  }
}
