package dev.pawl.workflow;

import dev.pawl.archive.ArchiveUsage;
import dev.pawl.project.ProjectUsage;
import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

/**
 * The repository of workflows. Statuses are literals in the queries, so that PostgreSQL can use the partial indexes of
 * open workflows.
 */
interface WorkflowRepository extends Repository<Workflow, UUID>, ArchiveUsage, ProjectUsage {

  Optional<Workflow> findById(UUID id);

  Optional<Workflow> findByName(String name);

  /** Finds workflows, in any order. */
  List<Workflow> findAllById(Iterable<UUID> ids);

  /** Finds a workflow and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Workflow> findForUpdateById(UUID id);

  /** Finds a workflow and locks its row until the end of the transaction, unless another transaction has locked it. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
  Optional<Workflow> findForUpdateAndSkipLockedById(UUID id);

  /** Finds a workflow and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Workflow> findForUpdateByName(String name);

  /** Finds the workflow that a request with an idempotency key has started; keys are unique in each project. */
  Optional<Workflow> findBySpecIdempotencyKeyAndSpecProject(String key, @Nullable String project);

  /** Returns all workflows of a session, oldest first. */
  List<Workflow> findBySpecSessionIdOrderById(UUID session);

  boolean existsByNameAndSpecProject(String name, String project);

  /** Returns the current revision of a workflow; {@code xmin} is the transaction that last wrote the row. */
  @Query(
      """
      select new dev.pawl.workflow.WorkflowRevision(
        w.id, w.eventSequence, cast(sql('cast(cast(xmin as text) as bigint)') as long),
        w.status, w.pendingActions.rollbackRequested)
      from Workflow w where w.name = :name
      """)
  Optional<WorkflowRevision> findRevision(String name);

  /** Returns the time when the logs of a workflow were deleted; empty while they exist. */
  @Query("select cast(sql('logs_pruned_at') as Instant) from Workflow w where w.name = :name")
  Optional<Instant> findLogDeletionTime(String name);

  /** Returns the workflows whose open decision has expired, at most 1000. */
  @Query(
      """
      select w.id from Workflow w
      where w.status = AWAITING_DECISION and w.waitState.decisionDeadline < :now
      limit 1000
      """)
  List<UUID> findExpiredDecisions(Instant now);

  /** Returns the open workflows of a concurrency group, oldest first; groups are separate in each project. */
  @Query(
      """
      select w.id from Workflow w
      where w.spec.concurrencyGroup = :group and coalesce(w.spec.project, '') = coalesce(:project, '')
        and w.status in (QUEUED, RUNNING, AWAITING_DECISION)
      order by w.id
      """)
  List<UUID> findOpenInGroup(String group, @Nullable String project);

  /** Returns the names of workflows, oldest first. */
  @Query("select w.name from Workflow w where w.id in :ids order by w.id")
  List<String> findNames(Collection<UUID> ids);

  @Override
  @Query(
      """
      select w.name from Workflow w
      where w.spec.targetName = :target and w.status in (QUEUED, RUNNING, AWAITING_DECISION)
      order by w.id
      """)
  List<String> findActiveWorkflows(String target);

  @Override
  @Query("select w.spec.project from Workflow w where w.name = :workflow")
  Optional<String> findProjectOf(String workflow);

  @Override
  @Query(
      """
      select count(w) from Workflow w
      where w.spec.project = :project and w.status in (QUEUED, RUNNING, AWAITING_DECISION)
      """)
  long countOpenWorkflows(String project);

  @Override
  @Query(
      """
      select count(w) as submitted, min(w.createdAt) as oldest from Workflow w
      where w.spec.project = :project and w.createdAt > :since
      """)
  RecentWorkflows findSubmittedAfter(String project, Instant since);

  @Override
  @NativeQuery(
      """
      select coalesce(project, '') as project, count(*) as number from workflow
      where status = 'QUEUED' group by project
      """)
  List<WaitingWorkflows> countWaitingWorkflows();

  /** Returns the ended workflows that still hold or wait for a lock. */
  @NativeQuery(
      """
      select distinct o.owner from (select owner from lock union select owner from lock_waiter) o
        join workflow w on w.id = o.owner
      where w.status in ('COMPLETED', 'FAILED', 'ROLLED_BACK', 'CANCELLED') and not w.rollback_requested
      """)
  List<UUID> findIdleLockOwners();

  /**
   * Returns the median duration in milliseconds of the last 20 executions of a command on a target.
   *
   * @param project the project of the workflows; all projects if absent
   */
  @NativeQuery(
      """
      select percentile_disc(0.5) within group (order by duration_ms) from (
        select s.duration_ms from step s
          join phase p on p.id = s.phase_id
          join workflow w on w.id = p.workflow_id
        where s.command = :command and s.status = 'COMPLETED' and w.target_name = :target
          and (cast(:project as text) is null or w.project = :project)
        order by s.ended_at desc limit 20) recent
      """)
  Optional<Long> findMedianDurationMs(String command, String target, @Nullable String project);

  /**
   * Returns the number of findings of the last verification of a target; empty when there was none.
   *
   * @param project the project of the workflows; all projects if absent
   */
  @NativeQuery(
      """
      select count(f.step_id) from (
        select s.id from step s
          join phase p on p.id = s.phase_id
          join workflow w on w.id = p.workflow_id
        where s.command = 'quality/verify' and s.status = 'COMPLETED' and w.target_name = :target
          and (cast(:project as text) is null or w.project = :project)
        order by s.ended_at desc limit 1) verification
        left join finding f on f.step_id = verification.id and f.suppressed_by is null
      group by verification.id
      """)
  Optional<Long> countLastFindings(String target, @Nullable String project);

  /**
   * Returns the steps of the last workflows on a target.
   *
   * @param project the project of the workflows; all projects if absent
   */
  @NativeQuery(
      """
      select s.id from (
        select id from workflow
        where target_name = :target and (cast(:project as text) is null or project = :project)
        order by id desc limit :workflows) w
        join phase p on p.workflow_id = w.id
        join step s on s.phase_id = p.id
      """)
  List<UUID> findRecentSteps(String target, @Nullable String project, int workflows);
}
