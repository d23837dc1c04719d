package dev.pawl.dashboard;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What goes on at present, on all nodes. */
@Component
class Activity {

  private static final int SHOWN = 100;

  private final JdbcClient client;
  private final JsonMapper mapper;

  Activity(JdbcClient client, JsonMapper mapper) {
    this.client = client;
    this.mapper = mapper;
  }

  /** A command that runs. */
  record ActiveCommand(
      String command,
      String workflow,
      String step,
      String target,
      String node,
      Instant startedAt,
      long elapsedMs) {}

  /**
   * What waits.
   *
   * @param queued workflows that were not begun yet
   * @param lagSeconds age of the oldest of these
   * @param decisions workflows that wait for an answer
   * @param turns workflows that wait for what others hold
   */
  record Waiting(long running, long queued, double lagSeconds, long decisions, long turns) {}

  /** How often the gates of steps held, and did not. */
  record GateCount(long passed, long failed) {}

  /** The answer of the gates of one step. */
  record GateAnswer(
      String workflow, String step, boolean passed, List<String> verdicts, Instant at) {}

  /** The commands that run, the oldest first. */
  List<ActiveCommand> commands() {
    return client
        .sql(
            """
            select s.command, w.name, s.name, w.target_name, a.node, a.started_at,
              extract(epoch from now() - a.started_at) * 1000
            from attempt a join step s on s.id = a.step_id join phase p on p.id = s.phase_id
            join workflow w on w.id = p.workflow_id
            where w.status = 'RUNNING' and a.status = 'RUNNING' order by a.started_at limit ?
            """)
        .param(SHOWN)
        .query((row, number) ->
            new ActiveCommand(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getTimestamp(6).toInstant(),
                row.getLong(7)))
        .list();
  }

  /** How many workflows run, and wait. */
  Waiting waiting() {
    return client
        .sql(
            """
            select count(*) filter (where status = 'RUNNING'), count(*) filter (where status = 'QUEUED'),
              coalesce(extract(epoch from now() - min(created_at) filter (where status = 'QUEUED')), 0),
              count(*) filter (where status = 'AWAITING_DECISION'),
              (select count(*) from lock_waiter)
            from workflow where status in ('RUNNING', 'QUEUED', 'AWAITING_DECISION')
            """)
        .query((row, number) ->
            new Waiting(
                row.getLong(1),
                row.getLong(2),
                Math.round(row.getDouble(3) * 10) / 10.0,
                row.getLong(4),
                row.getLong(5)))
        .single();
  }

  /** How the gates have answered since a time. */
  GateCount gates(Instant since) {
    return client
        .sql(
            "select count(*) filter (where (data ->> 'passed')::boolean), count(*) filter (where not"
                + " (data ->> 'passed')::boolean) from event where type = 'gates_judged' and at >="
                + " ?")
        .param(Timestamp.from(since))
        .query((row, number) -> new GateCount(row.getLong(1), row.getLong(2)))
        .single();
  }

  /** The last answers of gates since a time, newest first. */
  List<GateAnswer> gateAnswers(Instant since, int most) {
    return client
        .sql(
            "select w.name, e.data, e.at from event e join workflow w on w.id = e.workflow_id where"
                + " e.type = 'gates_judged' and e.at >= ? order by e.at desc limit ?")
        .params(Timestamp.from(since), most)
        .query((row, number) -> {
          Judged judged = mapper.readValue(row.getString(2), Judged.class);
          return new GateAnswer(
              row.getString(1),
              judged.step(),
              judged.passed(),
              judged.verdicts(),
              row.getTimestamp(3).toInstant());
        })
        .list();
  }

  private record Judged(String step, boolean passed, List<String> verdicts) {}

  /**
   * One run on a target.
   *
   * @param findings of its last verification, absent when there was none
   * @param duplicatedLinesPercent as far as it was measured
   * @param maxComplexity as far as it was measured
   */
  record Run(
      String workflow,
      String type,
      String status,
      Instant at,
      @Nullable Long findings,
      @Nullable Long duplicatedLinesPercent,
      @Nullable Long maxComplexity) {}

  /** The last ended runs on a target, the oldest first. */
  List<Run> runs(String target, int most) {
    return client
        .sql(
            """
            select w.name, w.type, w.status, w.created_at,
              (select (a.outcome -> 'metrics' ->> 'findings')::bigint from attempt a join step s on s.id = a.step_id
                join phase p on p.id = s.phase_id where p.workflow_id = w.id and s.command = 'quality/verify'
                and a.status = 'COMPLETED' order by a.ended_at desc limit 1),
              (select (a.outcome -> 'metrics' ->> 'duplicated_lines_percent')::bigint from attempt a
                join step s on s.id = a.step_id join phase p on p.id = s.phase_id where p.workflow_id = w.id
                and jsonb_exists(a.outcome -> 'metrics', 'duplicated_lines_percent') order by a.ended_at desc limit 1),
              (select (a.outcome -> 'metrics' ->> 'max_complexity')::bigint from attempt a
                join step s on s.id = a.step_id join phase p on p.id = s.phase_id where p.workflow_id = w.id
                and jsonb_exists(a.outcome -> 'metrics', 'max_complexity') order by a.ended_at desc limit 1)
            from (select * from workflow where target_name = ? and ended_at is not null
              order by id desc limit ?) w
            order by w.id
            """)
        .params(target, most)
        .query((row, number) ->
            new Run(
                row.getString(1),
                row.getString(2),
                row.getString(3).toLowerCase(Locale.ROOT),
                row.getTimestamp(4).toInstant(),
                row.getObject(5, Long.class),
                row.getObject(6, Long.class),
                row.getObject(7, Long.class)))
        .list();
  }

  /** A target that workflows have worked on. */
  record TargetUse(String target, long workflows, Instant last, String lastStatus) {}

  /** The targets of the last workflows, the latest first. */
  List<TargetUse> targets(int most) {
    return client
        .sql(
            """
            select target_name, count(*), max(created_at), (array_agg(status order by id desc))[1]
            from (select * from workflow order by id desc limit 5000) w
            group by target_name order by max(created_at) desc limit ?
            """)
        .param(most)
        .query((row, number) ->
            new TargetUse(
                row.getString(1),
                row.getLong(2),
                row.getTimestamp(3).toInstant(),
                row.getString(4).toLowerCase(Locale.ROOT)))
        .list();
  }

  /**
   * Executions within an hour.
   *
   * @param hour when it began
   * @param other neither completed nor failed, such as cut off
   */
  record Hour(Instant hour, long completed, long failed, long other) {}

  /**
   * Executions of a command.
   *
   * @param typicalMs how long they took in the middle
   * @param slowMs which 95 of a hundred did not exceed
   */
  record OfCommand(String command, long executions, long failed, double typicalMs, double slowMs) {}

  /** How many there were, for each hour since then that had some; the oldest first. */
  List<Hour> byHour(Instant since) {
    return client
        .sql(
            """
            select date_trunc('hour', ended_at), count(*) filter (where status = 'COMPLETED'),
              count(*) filter (where status = 'FAILED'),
              count(*) filter (where status not in ('COMPLETED', 'FAILED'))
            from attempt where ended_at >= ? group by 1 order by 1
            """)
        .param(Timestamp.from(since))
        .query((row, number) ->
            new Hour(
                row.getTimestamp(1).toInstant(), row.getLong(2), row.getLong(3), row.getLong(4)))
        .list();
  }

  /** How they went, for each command; the most frequent ones first. */
  List<OfCommand> byCommand(Instant since) {
    return client
        .sql(
            """
            select s.command, count(*), count(*) filter (where a.status = 'FAILED'),
              percentile_cont(0.5) within group (order by extract(epoch from a.ended_at - a.started_at)) * 1000,
              percentile_cont(0.95) within group (order by extract(epoch from a.ended_at - a.started_at)) * 1000
            from attempt a join step s on s.id = a.step_id
            where a.ended_at >= ? group by 1 order by 2 desc, 1 limit 50
            """)
        .param(Timestamp.from(since))
        .query((row, number) ->
            new OfCommand(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                Math.round(row.getDouble(4)),
                Math.round(row.getDouble(5))))
        .list();
  }
}
