package dev.pawl.engine;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.shaded.jdbc.RowMapper;
import dev.pawl.engine.ExecutionSlots.Offer;
import dev.pawl.engine.FairShares.Rank;
import dev.pawl.workflow.WorkflowExecutionService;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the wake-ups of those workflows that this node can run, so that the others stay for nodes that have what they
 * require, and of those projects whose turn it is; see {@link FairShares}. The project is the data of a wake-up.
 */
final class WakeUpFetcher extends PostgreSqlJdbcCustomization {

  /** The projects and requirements of all wake-ups, of which each pair is found with one step in the index. */
  private static final String QUEUES =
      """
      with recursive queue (project, requirements_key, requirements) as (
        (select project, requirements_key, requirements from scheduled_tasks where not picked
          order by project, requirements_key limit 1)
        union all
        select n.* from queue q cross join lateral (
          select t.project, t.requirements_key, t.requirements from scheduled_tasks t
          where not t.picked and (t.project, t.requirements_key) > (q.project, q.requirements_key)
          order by t.project, t.requirements_key limit 1) n)
      """;

  /** Whether a wake-up of a queue is due, and the queue requires nothing that this node lacks. */
  private static final String DUE =
      """
      (q.requirements is null or q.requirements <@ ?::jsonb) and not t.picked and t.project = q.project
        and t.requirements_key = q.requirements_key and t.task_name = ? and t.execution_time <= ?
      """;

  /** More wake-ups of each queue are considered than are fetched, as other nodes may have locked the first ones. */
  private static final int SPARE = 4;

  private static final String FETCH =
      QUEUES
          + """
          , placed as (
            select t.*, row_number() over (partition by t.project order by t.queue_time) as place
            from queue q cross join lateral (
              select t.task_name, t.task_instance, t.project, t.queue_time from scheduled_tasks t
              where %1$s order by t.queue_time limit %2$d) t),
          ranked as materialized (
            select p.task_name, p.task_instance,
              coalesce(r.position, ?) + coalesce(r.increment, ?) * p.place as rank
            from placed p
              left join unnest(?::text[], ?::float8[], ?::float8[]) as r (project, position, increment)
                on r.project = p.project
            order by rank, p.queue_time limit %2$d),
          chosen as (
            select t.task_name, t.task_instance, ranked.rank from ranked
              join scheduled_tasks t on t.task_name = ranked.task_name and t.task_instance = ranked.task_instance
            where not t.picked and ranked.rank < ?
            order by ranked.rank limit %3$d for no key update of t skip locked)
          update scheduled_tasks t set picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
          from chosen where t.task_name = chosen.task_name and t.task_instance = chosen.task_instance
          returning t.task_name, t.task_instance, convert_to(t.project, 'UTF8') as task_data, t.execution_time,
            t.picked, t.picked_by, t.last_success, t.last_failure, t.consecutive_failures, t.last_heartbeat, t.version,
            t.priority
          """;

  private static final String FIND =
      QUEUES
          + """
          select distinct q.project from queue q where exists (select from scheduled_tasks t where %s)
          """
              .formatted(DUE);

  private final ExecutionSlots slots;
  private final Supplier<String> capabilities;

  /**
   * Creates the customization.
   *
   * @param capabilities returns what this node has, as a JSON object
   */
  WakeUpFetcher(ExecutionSlots slots, Supplier<String> capabilities) {
    super(false, true);
    this.slots = slots;
    this.capabilities = capabilities;
  }

  /** Reads the project of a fetched wake-up. */
  static final class ProjectSerializer implements Serializer {

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
      return data == null ? null : data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] data) {
      return data == null ? null : type.cast(new String(data, StandardCharsets.UTF_8));
    }
  }

  @Override
  public List<Execution> lockAndFetchSingleStatement(
      JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
    return slots.fetch(limit, offer -> fetch(context, now, offer), () -> find(context, now));
  }

  private List<Execution> fetch(JdbcTaskRepositoryContext context, Instant now, Offer offer) {
    List<Rank> ranks = offer.ranks();
    return context.jdbcRunner.query(
        FETCH.formatted(DUE, SPARE * offer.slots(), offer.slots()),
        statement -> {
          var parameters = new Parameters(statement);
          setDue(parameters, now);
          statement.setDouble(parameters.next(), offer.others().position());
          statement.setDouble(parameters.next(), offer.others().increment());
          parameters.setArray("text", array(ranks, Rank::project, String[]::new));
          parameters.setArray("float8", array(ranks, Rank::position, Double[]::new));
          parameters.setArray("float8", array(ranks, Rank::increment, Double[]::new));
          statement.setDouble(parameters.next(), offer.bound());
          statement.setString(parameters.next(), context.schedulerName.getName());
          setInstant(statement, parameters.next(), now);
        },
        context.resultSetMapper.get());
  }

  private Set<String> find(JdbcTaskRepositoryContext context, Instant now) {
    RowMapper<String> name = row -> row.getString(1);
    return Set.copyOf(
        context.jdbcRunner.query(FIND, statement -> setDue(new Parameters(statement), now), name));
  }

  private void setDue(Parameters parameters, Instant now) throws SQLException {
    parameters.statement.setString(parameters.next(), capabilities.get());
    parameters.statement.setString(parameters.next(), WorkflowExecutionService.WAKE_UP_TASK);
    setInstant(parameters.statement, parameters.next(), now);
  }

  private static <T> T[] array(List<Rank> ranks, Function<Rank, T> value, IntFunction<T[]> array) {
    return ranks.stream().map(value).toArray(array);
  }

  /** The parameters of a statement, in their order. */
  private static final class Parameters {

    private final PreparedStatement statement;
    private int index;

    Parameters(PreparedStatement statement) {
      this.statement = statement;
    }

    int next() {
      return ++index;
    }

    void setArray(String type, Object[] values) throws SQLException {
      statement.setArray(next(), statement.getConnection().createArrayOf(type, values));
    }
  }
}
