package dev.pawl.metrics;

import dev.pawl.metrics.PerformanceReport.Baseline;
import dev.pawl.metrics.PerformanceReport.CheckMeasurement;
import dev.pawl.metrics.PerformanceReport.PreviousRuns;
import dev.pawl.workflow.WorkflowNotFoundException;
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

  private record RunStatistics(long runs, long median) {

    PreviousRuns compareTo(@Nullable Long duration) {
      Double improvement =
          duration == null ? null : PerformanceReport.percentReduction(median, duration);
      return new PreviousRuns(runs, median, improvement);
    }
  }

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
                select id, plan ->> 'optimization_level' as level,
                  round(1000 * extract(epoch from ended_at - started_at))::bigint as duration
                from workflow where name = ?
                """)
            .param(name)
            .query(WorkflowDuration.class)
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

  private Optional<Baseline> findBaseline(UUID workflowId) {
    return client
        .sql(
            """
            select coalesce((m ->> 'file_count')::bigint, 0) as file_count,
              coalesce((m ->> 'source_file_count')::bigint, 0) as source_file_count,
              coalesce((m ->> 'total_size')::bigint, 0) as total_size, (m ->> 'sample')::bigint as sample,
              coalesce((m ->> 'avg_processing_speed_us')::bigint, 0) / 1000.0 as avg_processing_speed_ms
            from phase p join step s on s.phase_id = p.id join attempt a on a.step_id = s.id,
              lateral (select a.outcome -> 'metrics') as metrics(m)
            where p.workflow_id = ? and s.command = 'performance/baseline'
              and a.status = 'COMPLETED' and (m ->> 'sample')::bigint > 0
            order by a.number desc limit 1
            """)
        .param(workflowId)
        .query(Baseline.class)
        .optional();
  }

  /** Returns the first completed check of all files. */
  private Optional<CheckDuration> findFirstCheck(UUID workflowId) {
    return client
        .sql(
            """
            select s.name as step, (a.outcome -> 'metrics' ->> 'files_checked')::bigint as files,
              coalesce(s.duration_ms, 0) as duration
            from phase p join step s on s.phase_id = p.id join attempt a on a.step_id = s.id
            where p.workflow_id = ? and s.command = 'quality/verify' and a.status = 'COMPLETED'
              and (a.outcome -> 'metrics' ->> 'files_checked')::bigint > 0
            order by p.position, s.position, a.number limit 1
            """)
        .param(workflowId)
        .query(CheckDuration.class)
        .optional();
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
            select count(*) as runs,
              coalesce(round(percentile_cont(0.5) within group (order by took)), 0)::bigint as median from (
              select 1000 * extract(epoch from e.ended_at - e.started_at) as took
              from workflow w join workflow e on e.target_name = w.target_name and e.type = w.type
              where w.id = ? and e.status = 'COMPLETED' and e.id < w.id
              order by e.id desc limit 20) as runs
            """)
        .param(workflow.id())
        .query(RunStatistics.class)
        .optional()
        .filter(statistics -> statistics.runs() > 0)
        .map(statistics -> statistics.compareTo(workflow.duration()));
  }
}
