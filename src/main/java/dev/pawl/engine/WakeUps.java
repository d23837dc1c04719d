package dev.pawl.engine;

import dev.pawl.workflow.WorkflowExecutionService;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Schedules the wake-ups of workflows, the rows of db-scheduler, with their place in the queue. They contain copies of the
 * project and the requirements, so that the queue is read without the workflows.
 */
@Component
class WakeUps {

  /**
   * What a workflow requires of the node that runs it. What only ends a workflow needs no tools; see {@link
   * dev.pawl.lock.LeaseRepository}.
   */
  private static final String REQUIREMENTS =
      """
      case when not w.cancel_requested and w.status in ('QUEUED', 'RUNNING') and (w.started_at is null
          or w.started_at + (w.timeout_seconds * 1000 + w.waited_ms) * interval '1 millisecond' >= now())
        then w.requirements end
      """;

  private final JdbcClient client;

  WakeUps(JdbcClient client) {
    this.client = client;
  }

  /**
   * Schedules a wake-up of a workflow in the current transaction, or updates what the existing one requires. Workflows of a
   * project run in the order of their submission, where each level of priority counts as one hour of waiting, so that a lower
   * priority does not wait without end. A workflow that has started before takes its old place.
   */
  void schedule(UUID id, Instant time) {
    client
        .sql(
            """
            insert into scheduled_tasks as t (
              task_name, task_instance, execution_time, picked, version, project, queue_time, requirements)
            select ?, w.id::text, ?, false, 1, coalesce(w.project, ''), w.created_at - w.priority * interval '1 hour', %s
            from workflow w where w.id = ?
            on conflict (task_name, task_instance) do update set requirements = excluded.requirements
              where not t.picked and t.requirements is distinct from excluded.requirements
            """
                .formatted(REQUIREMENTS))
        .params(
            WorkflowExecutionService.WAKE_UP_TASK,
            OffsetDateTime.ofInstant(time, ZoneOffset.UTC),
            id)
        .update();
  }

  /**
   * Updates what the wake-ups require of workflows that no live node can run, of those that have started, whose time may be
   * over, and of those that have just ended.
   */
  void updateRequirements() {
    client
        .sql(
            """
            with workflow_now as (
              select w.id::text as id, %s as requirements from workflow w
              where w.status = 'RUNNING' or w.status = 'QUEUED' and w.node_wait is not null
                or w.ended_at > now() - interval '1 minute')
            update scheduled_tasks t set requirements = w.requirements from workflow_now w
            where t.task_name = ? and t.task_instance = w.id and not t.picked
              and t.requirements is distinct from w.requirements
            """
                .formatted(REQUIREMENTS))
        .param(WorkflowExecutionService.WAKE_UP_TASK)
        .update();
  }
}
