package dev.pawl.callback;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

/** Stores callbacks and their attempts. */
interface CallbackRepository extends Repository<Callback, UUID> {

  /**
   * Inserts a callback. A statement, because it runs in the transaction of a change of a workflow, whose persistence
   * context is already written and flushes nothing more.
   */
  @Modifying
  @Query(
      value =
          """
          insert into callback (id, workflow_id, type, body, created_at, tries, next_at)
          values (:id, :workflow, :type, :body, :now, 0, :now)
          """,
      nativeQuery = true)
  void insert(UUID id, UUID workflow, String type, String body, Instant now);

  List<Callback> findByWorkflowIdOrderByCreatedAtDescIdAsc(UUID workflowId);

  /** Locks due callbacks until the end of the transaction, except those that another node has locked. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
  List<Callback> findAndSkipLockedByNextAtLessThanEqualOrderByNextAt(Instant now, Limit limit);

  /** Returns a callback and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Callback> findForUpdateById(UUID id);

  /** Returns a callback of a workflow and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Callback> findForUpdateByIdAndWorkflowId(UUID id, UUID workflowId);
}
