package dev.pawl.forge;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Stores the messages to forges. */
interface ForgeMessageRepository extends Repository<ForgeMessage, UUID> {

  /**
   * Records that a workflow has changed, if it is reported: inserts its messages, or updates those of an older workflow
   * that reports to the same place. A message of a newer workflow stays. One statement, because two workflows may report
   * to the same place at the same time.
   *
   * @param ended whether the workflow has ended, so that it is reported in a comment too
   * @param completed whether it has completed, so that its branch gets a pull request
   */
  @Modifying
  @Query(
      value =
          """
          insert into forge_message (id, forge, repository, kind, subject, context, workflow_id, workflow_at, sequence,
            created_at, tries, next_at)
          select gen_random_uuid(), w.report_to ->> 'forge', w.report_to ->> 'repository', message.kind,
            message.subject, w.report_to ->> 'context', w.id, w.created_at, :sequence, :now, 0, :now
          from workflow w cross join lateral (values
            ('STATUS', w.git_commit, true),
            ('COMMENT', w.report_to ->> 'pull_request', :ended),
            ('PULL_REQUEST', w.name, w.report_to ->> 'create_pull_request' = 'true'
              and :completed)
            ) as message (kind, subject, wanted)
          where w.id = :workflow and w.report_to is not null and message.subject is not null and message.wanted
          order by message.kind
          on conflict on constraint forge_message_subject_uq do update
          set workflow_id = excluded.workflow_id, workflow_at = excluded.workflow_at, sequence = excluded.sequence,
            tries = 0, next_at = excluded.next_at,
            remote_id = case when forge_message.kind = 'COMMENT' or forge_message.workflow_id = excluded.workflow_id
              then forge_message.remote_id end
          where forge_message.workflow_id = excluded.workflow_id or forge_message.workflow_at < excluded.workflow_at
          """,
      nativeQuery = true)
  void record(UUID workflow, long sequence, boolean ended, boolean completed, Instant now);

  List<ForgeMessage> findByWorkflowIdOrderByKindAscIdAsc(UUID workflowId);

  /** Locks due messages until the end of the transaction, except those that another node has locked or claimed. */
  @NativeQuery(
      """
      select * from forge_message
      where next_at <= :now and (claimed_until is null or claimed_until <= :now)
      order by next_at limit :max for update skip locked
      """)
  List<ForgeMessage> findDueAndSkipLocked(Instant now, int max);

  /** Returns a message and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<ForgeMessage> findForUpdateById(UUID id);

  /** Returns a message of a workflow and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<ForgeMessage> findForUpdateByIdAndWorkflowId(UUID id, UUID workflowId);
}
