package dev.pawl.engine;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fetches the wake-ups of those workflows that this node can run, so that the others stay for nodes that have what they
 * require. Besides this condition, it is the statement of {@link PostgreSqlJdbcCustomization}.
 */
final class CapableWakeUps extends PostgreSqlJdbcCustomization {

  private static final String SQL =
      """
      with fetched as (
        update scheduled_tasks set picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
        where (task_name, task_instance) in (
          select t.task_name, t.task_instance from scheduled_tasks t
          where t.picked = false and t.execution_time <= ? and t.task_name = ?
            and not exists (
              select from workflow w
              where w.id = t.task_instance::uuid and w.requirements is not null and not w.requirements <@ ?::jsonb
                and not w.cancel_requested and w.status in ('QUEUED', 'RUNNING')
                and (w.started_at is null
                  or w.started_at + (w.timeout_seconds * 1000 + w.waited_ms) * interval '1 millisecond' >= now()))
          order by %1$s for update of t skip locked %2$s)
        returning *)
      select * from fetched order by %1$s
      """;

  private final String task;
  private final Supplier<String> capabilities;

  /**
   * Creates the customization.
   *
   * @param task the name of the task whose instances are the ids of workflows; there is no other task
   * @param capabilities returns what this node has, as a JSON object
   */
  CapableWakeUps(String task, Supplier<String> capabilities) {
    super(false, true);
    this.task = task;
    this.capabilities = capabilities;
  }

  @Override
  public List<Execution> lockAndFetchSingleStatement(
      JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
    String order = orderByPriority ? "priority desc, execution_time asc" : "execution_time asc";
    return context.jdbcRunner.query(
        SQL.formatted(order, getQueryLimitPart(limit)),
        statement -> {
          statement.setString(1, context.schedulerName.getName());
          setInstant(statement, 2, now);
          setInstant(statement, 3, now);
          statement.setString(4, task);
          statement.setString(5, capabilities.get());
        },
        context.resultSetMapper.get());
  }
}
