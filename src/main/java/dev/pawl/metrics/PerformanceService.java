package dev.pawl.metrics;

import dev.pawl.metrics.PerformanceReport.Baseline;
import dev.pawl.metrics.PerformanceReport.CheckMeasurement;
import dev.pawl.metrics.PerformanceReport.PreviousRuns;
import dev.pawl.workflow.WorkflowNotFoundException;
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
class PerformanceService {

  private static final double MICROS_PER_MILLISECOND = TimeUnit.MILLISECONDS.toMicros(1);

  private final JdbcClient client;

  PerformanceService(JdbcClient client) {
    this.client = client;
  }

  private record WorkflowDuration(UUID id, @Nullable String level, @Nullable Long duration) {}

  private record CheckDuration(String step, long files, long duration) {}

  /**
   * Returns the performance report of a workflow.
   *
   * @throws WorkflowNotFoundException if no workflow has this name
   */
  PerformanceReport report(String name) {
    WorkflowDuration workflow =
        client
            .sql(
                """
                select id, plan ->> 'optimization_level',
                  round(1000 * extract(epoch from ended_at - started_at))::bigint
                from workflow where name = ?
                """)
            .param(name)
            .query((row, number) ->
                new WorkflowDuration(
                    row.getObject(1, UUID.class), row.getString(2), nullableLong(row, 3)))
            .optional()
            .orElseThrow(() -> new WorkflowNotFoundException(name));
    Optional<Baseline> baseline = findBaseline(workflow.id());
    Optional<CheckMeasurement> measured =
        findFirstCheck(workflow.id()).map(PerformanceService::toMeasurement);
    Double improvement =
        baseline.isPresent() && measured.isPresent()
            ? PerformanceReport.percentReduction(
                baseline.get().avgProcessingSpeedMs(), measured.get().avgProcessingSpeedMs())
            : null;
    return new PerformanceReport(
        name,
        workflow.level(),
        workflow.duration(),
        baseline.orElse(null),
        measured.orElse(null),
        improvement,
        findPreviousRuns(workflow).orElse(null));
  }

  private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private Optional<Baseline> findBaseline(UUID workflowId) {
    List<Baseline> baselines =
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
            .param(workflowId)
            .query((row, number) ->
                new Baseline(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5) / MICROS_PER_MILLISECOND))
            .list();
    return baselines.stream().findFirst();
  }

  /** Returns the first completed check of all files. */
  private Optional<CheckDuration> findFirstCheck(UUID workflowId) {
    List<CheckDuration> checks =
        client
            .sql(
                """
                select s.name, a.outcome -> 'metrics' ->> 'files_checked', s.duration_ms
                from phase p join step s on s.phase_id = p.id join attempt a on a.step_id = s.id
                where p.workflow_id = ? and s.command = 'quality/verify' and a.status = 'COMPLETED'
                  and (a.outcome -> 'metrics' ->> 'files_checked')::bigint > 0
                order by p.position, s.position, a.number limit 1
                """)
            .param(workflowId)
            .query((row, number) ->
                new CheckDuration(row.getString(1), row.getLong(2), row.getLong(3)))
            .list();
    return checks.stream().findFirst();
  }

  private static CheckMeasurement toMeasurement(CheckDuration check) {
    double millisPerFile =
        Math.round(MICROS_PER_MILLISECOND * check.duration() / check.files())
            / MICROS_PER_MILLISECOND;
    return new CheckMeasurement(check.step(), check.files(), check.duration(), millisPerFile);
  }

  private Optional<PreviousRuns> findPreviousRuns(WorkflowDuration workflow) {
    return client
        .sql(
            """
            select count(*), round(percentile_cont(0.5) within group (order by took))::bigint from (
              select 1000 * extract(epoch from e.ended_at - e.started_at) as took
              from workflow w join workflow e on e.target_name = w.target_name and e.type = w.type
              where w.id = ? and e.status = 'COMPLETED' and e.id < w.id
              order by e.id desc limit 20) as runs
            """)
        .param(workflow.id())
        .query((row, number) -> {
          long median = row.getLong(2);
          Long duration = workflow.duration();
          Double improvement =
              duration == null ? null : PerformanceReport.percentReduction(median, duration);
          return new PreviousRuns(row.getLong(1), median, improvement);
        })
        .optional()
        .filter(previousRuns -> previousRuns.runs() > 0);
  }
}
