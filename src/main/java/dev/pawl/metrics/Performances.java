package dev.pawl.metrics;

import dev.pawl.metrics.Performance.Baseline;
import dev.pawl.metrics.Performance.Earlier;
import dev.pawl.metrics.Performance.Measured;
import dev.pawl.workflow.UnknownWorkflow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Computes performance reports from the durations of workflows and steps. */
@Component
class Performances {

  private static final double MICROS = TimeUnit.MILLISECONDS.toMicros(1);

  private final JdbcClient client;

  Performances(JdbcClient client) {
    this.client = client;
  }

  private record Timed(UUID id, @Nullable String level, @Nullable Long duration) {}

  private record Check(String step, long files, long duration) {}

  /**
   * Returns the performance report of a workflow.
   *
   * @throws UnknownWorkflow if no workflow has this name
   */
  Performance of(String name) {
    Timed timed =
        client
            .sql(
                """
                select id, plan ->> 'optimization_level',
                  round(1000 * extract(epoch from ended_at - started_at))::bigint
                from workflow where name = ?
                """)
            .param(name)
            .query((row, number) ->
                new Timed(row.getObject(1, UUID.class), row.getString(2), number(row, 3)))
            .optional()
            .orElseThrow(() -> new UnknownWorkflow(name));
    Optional<Baseline> baseline = baseline(timed.id());
    Optional<Measured> measured = check(timed.id()).map(Performances::measured);
    Double better =
        baseline.isPresent() && measured.isPresent()
            ? Performance.improvement(
                baseline.get().avgProcessingSpeedMs(), measured.get().avgProcessingSpeedMs())
            : null;
    return new Performance(
        name,
        timed.level(),
        timed.duration(),
        baseline.orElse(null),
        measured.orElse(null),
        better,
        earlier(timed).orElse(null));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private Optional<Baseline> baseline(UUID workflow) {
    List<Baseline> found =
        client
            .sql(
                """
                select m ->> 'file_count', m ->> 'source_file_count', m ->> 'total_size', m ->> 'sample',
                  m ->> 'avg_processing_speed_us'
                from phase p join step s on s.phase_id = p.id join attempt a on a.step_id = s.id,
                  lateral (select a.outcome -> 'metrics') as metrics(m)
                where p.workflow_id = ? and s.command = 'performance/baseline'
                  and a.status = 'COMPLETED' and (m ->> 'sample')::bigint > 0
                order by a.number desc limit 1
                """)
            .param(workflow)
            .query((row, number) ->
                new Baseline(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5) / MICROS))
            .list();
    return found.stream().findFirst();
  }

  /** Returns the first completed check of all files. */
  private Optional<Check> check(UUID workflow) {
    List<Check> found =
        client
            .sql(
                """
                select s.name, a.outcome -> 'metrics' ->> 'files_checked', s.duration_ms
                from phase p join step s on s.phase_id = p.id join attempt a on a.step_id = s.id
                where p.workflow_id = ? and s.command = 'quality/verify' and a.status = 'COMPLETED'
                  and (a.outcome -> 'metrics' ->> 'files_checked')::bigint > 0
                order by p.position, s.position, a.number limit 1
                """)
            .param(workflow)
            .query((row, number) -> new Check(row.getString(1), row.getLong(2), row.getLong(3)))
            .list();
    return found.stream().findFirst();
  }

  private static Measured measured(Check check) {
    double each = Math.round(MICROS * check.duration() / check.files()) / MICROS;
    return new Measured(check.step(), check.files(), check.duration(), each);
  }

  private Optional<Earlier> earlier(Timed timed) {
    return client
        .sql(
            """
            select count(*), round(percentile_cont(0.5) within group (order by took))::bigint from (
              select 1000 * extract(epoch from e.ended_at - e.started_at) as took
              from workflow w join workflow e on e.target_name = w.target_name and e.type = w.type
              where w.id = ? and e.status = 'COMPLETED' and e.id < w.id
              order by e.id desc limit 20) as runs
            """)
        .param(timed.id())
        .query((row, number) -> {
          long median = row.getLong(2);
          Long now = timed.duration();
          Double better = now == null ? null : Performance.improvement(median, now);
          return new Earlier(row.getLong(1), median, better);
        })
        .optional()
        .filter(earlier -> earlier.runs() > 0);
  }
}
