package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Extended persistence contexts for the workflows that this node executes. The context of a claim spans the transactions
 * of all {@link ClaimTransactional} methods, so that a step does not start with reloading the whole graph. A workflow
 * that was changed elsewhere is reloaded.
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
    private @Nullable Claim claim;

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

  /** A locked row; {@code writerTransaction} is the transaction that wrote it ({@code xmin}). */
  private record LockedRow(long epoch, long writerTransaction, long currentTransaction) {}

  /** Binds the persistence context before the transaction of a method begins, which then uses it. */
  @Configuration(proxyBeanMethods = false)
  static class AdvisorConfiguration {

    /** Looks the contexts up late, as advisors are created before the beans that they depend on. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor extendedPersistenceContextAdvisor(
        ObjectProvider<ExtendedPersistenceContexts> contexts) {
      MethodInterceptor advice = invocation -> contexts.getObject().invoke(invocation);
      var advisor =
          new DefaultPointcutAdvisor(
              AnnotationMatchingPointcut.forMethodAnnotation(ClaimTransactional.class), advice);
      advisor.setOrder(0);
      return advisor;
    }
  }

  private @Nullable Object invoke(MethodInvocation transaction) throws Throwable {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      // A surrounding transaction already has a persistence context.
      return transaction.proceed();
    }
    if (transaction.getArguments()[0] instanceof Claim claim) {
      ClaimContext context = contexts.get(claim);
      return context == null ? transaction.proceed() : runIn(context, transaction);
    }
    var context = new ClaimContext(factory.createEntityManager());
    boolean committed = false;
    try {
      Object result = runIn(context, transaction);
      committed = true;
      return result;
    } finally {
      if (committed && context.claim != null) {
        contexts.put(context.claim, context);
      } else {
        context.entityManager.close();
      }
    }
  }

  private @Nullable Object runIn(ClaimContext context, MethodInvocation transaction)
      throws Throwable {
    context.lock.lock();
    try {
      if (!context.entityManager.isOpen()) {
        return transaction.proceed();
      }
      TransactionSynchronizationManager.bindResource(
          factory, new EntityManagerHolder(context.entityManager));
      TransactionSynchronizationManager.bindResource(this, context);
      try {
        return transaction.proceed();
      } catch (Throwable e) {
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

  /** Keeps the current persistence context open for a new claim until {@link #detach}, if the transaction commits. */
  void keep(Claim claim) {
    if (TransactionSynchronizationManager.getResource(this) instanceof ClaimContext context) {
      context.claim = claim;
    }
  }

  /** Returns whether the current transaction is that of a {@link ClaimTransactional} method and of no caller. */
  boolean isBound() {
    return TransactionSynchronizationManager.hasResource(this);
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
