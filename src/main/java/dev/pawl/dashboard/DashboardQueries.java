package dev.pawl.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Queries the current and recent activity of all nodes. */
@Component
class DashboardQueries {

  private static final int MAX_ROWS = 100;

  private final JdbcClient client;
  private final JsonMapper mapper;

  DashboardQueries(JdbcClient client, JsonMapper mapper) {
    this.client = client;
    this.mapper = mapper;
  }

  /**
   * A running command.
   *
   * @param command the name of the command
   * @param workflow the id of the workflow
   * @param step the name of the step
   * @param target the path or URL of the target, or the name of an archive
   * @param node the node that executes it
   * @param startedAt the start time of the attempt
   * @param elapsedMs the time since the start, in milliseconds
   * @param waitsFor the resource that it waits for before it can start; absent if it has started
   */
  @Schema(name = "ActiveCommand")
  record ActiveCommand(
      String command,
      String workflow,
      String step,
      String target,
      String node,
      Instant startedAt,
      long elapsedMs,
      @Nullable String waitsFor) {}

  /** The reason why a workflow needs attention. */
  @Schema(name = "AttentionReason")
  enum AttentionReason {
    /** It waits for a decision. */
    ANSWER,
    /** It waits for a lock that another workflow holds. */
    TURN,
    /** No live node has what it requires. */
    NODE,
    /** One of its steps waits for a free agent, or for capacity on the node. */
    ROOM,
    /** The target was modified externally while it runs. */
    CHANGED_OUTSIDE,
    /** It failed within the last day, and no workflow of the same type was submitted for the target since. */
    FAILED;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A workflow that needs attention, and why.
   *
   * @param workflow the id of the workflow
   * @param target the path or URL of the target, or the name of an archive
   * @param need the kind of attention that it needs
   * @param why the reason in plain words
   */
  @Schema(name = "AttentionItem")
  record AttentionItem(String workflow, String target, AttentionReason need, String why) {}

  /**
   * The numbers of running and waiting workflows.
   *
   * @param running the number of running workflows
   * @param queued the number of workflows that have not started
   * @param lagSeconds the age of the oldest queued workflow in seconds
   * @param decisions the number of workflows that wait for a decision
   * @param turns the number of workflows that wait for a lock
   */
  @Schema(name = "WorkflowCounts")
  record WorkflowCounts(long running, long queued, double lagSeconds, long decisions, long turns) {}

  /**
   * The numbers of passed and failed gate evaluations.
   *
   * @param passed the number of passed evaluations
   * @param failed the number of failed evaluations
   */
  @Schema(name = "GateCounts")
  record GateCounts(long passed, long failed) {}

  /**
   * The result of the gates of one step.
   *
   * @param workflow the id of the workflow
   * @param step the name of the step
   * @param passed whether all gates of the step passed
   * @param verdicts the verdicts of the gates, as text
   * @param at the time of the evaluation
   */
  @Schema(name = "GateResult")
  record GateResult(
      String workflow, String step, boolean passed, List<String> verdicts, Instant at) {}

  /**
   * Returns the running commands, oldest first.
   *
   * @param session the session of their workflows; all sessions and workflows without one when absent
   */
  List<ActiveCommand> activeCommands(@Nullable UUID session) {
    return client
        .sql(
            """
            select s.command, w.name as workflow, s.name as step, w.target_name as target, a.node, a.started_at,
              extract(epoch from now() - a.started_at) * 1000 as elapsed_ms, s.waits_for
            from attempt a join step s on s.id = a.step_id join phase p on p.id = s.phase_id
            join workflow w on w.id = p.workflow_id
            where w.status = 'RUNNING' and a.status = 'RUNNING'
              and (cast(:session as uuid) is null or w.session_id = cast(:session as uuid))
            order by a.started_at limit :limit
            """)
        .param("session", session, Types.OTHER)
        .param("limit", MAX_ROWS)
        .query(ActiveCommand.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /**
   * Returns the workflows that need attention, those that a user can act on first.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  List<AttentionItem> workflowsNeedingAttention(@Nullable UUID session) {
    return client
        .sql(
            """
            select name as workflow, target_name as target, need, why from (
              select session_id, name, target_name, created_at, 1 as place, 'ANSWER' as need,
                concat(decision ->> 'step', ': ', decision ->> 'reason') as why
              from workflow where status = 'AWAITING_DECISION'
              union all
              select w.session_id, w.name, w.target_name, w.created_at, 2, 'CHANGED_OUTSIDE', string_agg(file, ', ')
              from workflow w, lateral jsonb_array_elements_text(w.outside_changes) as file
              where w.status in ('RUNNING', 'AWAITING_DECISION') group by w.id
              union all
              select w.session_id, w.name, w.target_name, w.created_at, 3, 'TURN',
                concat(coalesce(l.owner_name, 'another workflow'), ' holds ', w.awaited)
              from workflow w left join lock l on l.resource = w.awaited
              where w.status in ('QUEUED', 'RUNNING') and w.awaited is not null
              union all
              select w.session_id, w.name, w.target_name, w.created_at, 3, 'NODE', w.node_wait ->> 'reason'
              from workflow w where w.status in ('QUEUED', 'RUNNING') and w.node_wait is not null
              union all
              select w.session_id, w.name, w.target_name, w.created_at, 4, 'ROOM',
                concat(s.name, ' is waiting for ', s.waits_for,
                  (select '; agents are held by ' || string_agg(distinct a.workflow, ', ') from agent a))
              from workflow w join phase p on p.workflow_id = w.id join step s on s.phase_id = p.id
              where w.status = 'RUNNING' and s.status = 'RUNNING' and s.waits_for is not null
              union all
              select w.session_id, w.name, w.target_name, w.created_at, 5, 'FAILED',
                concat_ws(': ', lower(w.ended_reason), (
                  select a.error from phase p join step s on s.phase_id = p.id
                  join attempt a on a.step_id = s.id
                  where p.workflow_id = w.id and a.status = 'FAILED' order by a.ended_at desc limit 1))
              from workflow w
              where w.status = 'FAILED' and w.ended_at > now() - interval '1 day'
                and not exists (select from workflow later
                  where later.target_name = w.target_name and later.type = w.type and later.id > w.id)
            ) as needs
            where cast(:session as uuid) is null or session_id = cast(:session as uuid)
            order by place, created_at limit :limit
            """)
        .param("session", session, Types.OTHER)
        .param("limit", MAX_ROWS)
        .query(AttentionItem.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /**
   * The workflow that holds a lock.
   *
   * @param needsDecision whether it keeps the lock until its decision is answered
   */
  record LockHolder(String name, boolean needsDecision) {}

  /** Returns the workflow that holds a lock; empty if the lock is no longer held. */
  Optional<LockHolder> lockHolder(String resource) {
    return client
        .sql(
            """
            select l.owner_name as name, coalesce(w.status = 'AWAITING_DECISION', false) as needs_decision
            from lock l left join workflow w on w.name = l.owner_name where l.resource = ?
            """)
        .param(resource)
        .query(LockHolder.class)
        .optional();
  }

  /**
   * Returns the numbers of running and waiting workflows.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  WorkflowCounts workflowCounts(@Nullable UUID session) {
    return client
        .sql(
            """
            select count(*) filter (where status = 'RUNNING') as running,
              count(*) filter (where status = 'QUEUED') as queued,
              round(coalesce(extract(epoch from now() - min(created_at) filter (where status = 'QUEUED')), 0), 1)
                as lag_seconds,
              count(*) filter (where status = 'AWAITING_DECISION') as decisions,
              (select count(*) from lock_waiter l where cast(:session as uuid) is null or exists (
                select from workflow w where w.id = l.owner and w.session_id = cast(:session as uuid))) as turns
            from workflow where status in ('RUNNING', 'QUEUED', 'AWAITING_DECISION')
              and (cast(:session as uuid) is null or session_id = cast(:session as uuid))
            """)
        .param("session", session, Types.OTHER)
        .query(WorkflowCounts.class)
        .single();
  }

  /**
   * Returns the numbers of gate results since a time.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  GateCounts gateCounts(Instant since, @Nullable UUID session) {
    return client
        .sql(
            """
            select count(*) filter (where (data ->> 'passed')::boolean) as passed,
              count(*) filter (where not (data ->> 'passed')::boolean) as failed
            from event where type = 'gates_judged' and at >= :since
              and (cast(:session as uuid) is null or workflow_id in (
                select id from workflow where session_id = cast(:session as uuid)))
            """)
        .param("since", Timestamp.from(since))
        .param("session", session, Types.OTHER)
        .query(GateCounts.class)
        .single();
  }

  /**
   * Returns the latest gate results since a time, newest first.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  List<GateResult> latestGateResults(Instant since, @Nullable UUID session, int limit) {
    return client
        .sql(
            """
            select w.name as workflow, e.data, e.at from event e join workflow w on w.id = e.workflow_id
            where e.type = 'gates_judged' and e.at >= :since
              and (cast(:session as uuid) is null or w.session_id = cast(:session as uuid))
            order by e.at desc limit :limit
            """)
        .param("since", Timestamp.from(since))
        .param("session", session, Types.OTHER)
        .param("limit", limit)
        .query(GatesJudgedRow.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .map(row -> {
          GatesJudgedData data = mapper.readValue(row.data(), GatesJudgedData.class);
          return new GateResult(
              row.workflow(), data.step(), data.passed(), data.verdicts(), row.at());
        })
        .toList();
  }

  private record GatesJudgedRow(String workflow, String data, Instant at) {}

  private record GatesJudgedData(String step, boolean passed, List<String> verdicts) {}

  /**
   * A workflow run on a target.
   *
   * @param findings the number of findings of its last verification; absent if there was none
   * @param duplicatedLinesPercent the percentage of duplicated lines; absent if it was not measured
   * @param maxComplexity the highest cyclomatic complexity; absent if it was not measured
   */
  record TargetRun(
      String workflow,
      String type,
      String status,
      Instant at,
      @Nullable Long findings,
      @Nullable Long duplicatedLinesPercent,
      @Nullable Long maxComplexity) {}

  /** Returns the last ended runs on a target, oldest first. */
  List<TargetRun> latestRuns(String target, int limit) {
    return client
        .sql(
            """
            select w.name as workflow, w.type, lower(w.status) as status, w.created_at as at,
              (select (a.outcome -> 'metrics' ->> 'findings')::bigint from attempt a join step s on s.id = a.step_id
                join phase p on p.id = s.phase_id where p.workflow_id = w.id and s.command = 'quality/verify'
                and a.status = 'COMPLETED' order by a.ended_at desc limit 1) as findings,
              (select (a.outcome -> 'metrics' ->> 'duplicated_lines_percent')::bigint from attempt a
                join step s on s.id = a.step_id join phase p on p.id = s.phase_id where p.workflow_id = w.id
                and jsonb_exists(a.outcome -> 'metrics', 'duplicated_lines_percent') order by a.ended_at desc limit 1)
                as duplicated_lines_percent,
              (select (a.outcome -> 'metrics' ->> 'max_complexity')::bigint from attempt a
                join step s on s.id = a.step_id join phase p on p.id = s.phase_id where p.workflow_id = w.id
                and jsonb_exists(a.outcome -> 'metrics', 'max_complexity') order by a.ended_at desc limit 1)
                as max_complexity
            from (select * from workflow where target_name = ? and ended_at is not null
              order by id desc limit ?) w
            order by w.id
            """)
        .params(target, limit)
        .query(TargetRun.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /** A target, with the number of its workflows and the last of them. */
  record TargetUsage(String target, long workflows, Instant last, String lastStatus) {}

  /** Returns the targets of the last 5,000 workflows, most recently used first. */
  List<TargetUsage> recentTargets(int limit) {
    return client
        .sql(
            """
            select target_name as target, count(*) as workflows, max(created_at) as last,
              lower((array_agg(status order by id desc))[1]) as last_status
            from (select * from workflow order by id desc limit 5000) w
            group by target_name order by max(created_at) desc limit ?
            """)
        .param(limit)
        .query(TargetUsage.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /** Returns the names of the targets of the last 5,000 workflows, most recently used first; without archives. */
  List<String> recentTargetNames(int limit) {
    return recentTargets(limit).stream()
        .map(TargetUsage::target)
        .filter(target -> target.startsWith("/") || target.contains("://"))
        .toList();
  }

  /**
   * The executions that ended within an hour.
   *
   * @param hour the start of the hour
   * @param completed the number of completed executions
   * @param failed the number of failed executions
   * @param other the number of executions that neither completed nor failed, such as interrupted ones
   */
  @Schema(name = "HourlyExecutions")
  record HourlyExecutions(Instant hour, long completed, long failed, long other) {}

  /**
   * The executions of a command.
   *
   * @param command the name of the command
   * @param executions the number of executions
   * @param failed the number of failed executions
   * @param typicalMs the median duration in milliseconds
   * @param slowMs the 95th percentile of the duration in milliseconds
   */
  @Schema(name = "CommandStatistics")
  record CommandStatistics(
      String command, long executions, long failed, double typicalMs, double slowMs) {}

  /**
   * Returns the numbers of executions per hour since a time, oldest first; hours without executions are omitted.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  List<HourlyExecutions> executionsByHour(Instant since, @Nullable UUID session) {
    return client
        .sql(
            """
            select date_trunc('hour', ended_at) as hour, count(*) filter (where status = 'COMPLETED') as completed,
              count(*) filter (where status = 'FAILED') as failed,
              count(*) filter (where status not in ('COMPLETED', 'FAILED')) as other
            from attempt where ended_at >= :since
              and (cast(:session as uuid) is null or step_id in (
                select s.id from step s join phase p on p.id = s.phase_id join workflow w on w.id = p.workflow_id
                where w.session_id = cast(:session as uuid)))
            group by 1 order by 1
            """)
        .param("since", Timestamp.from(since))
        .param("session", session, Types.OTHER)
        .query(HourlyExecutions.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /**
   * Returns the statistics of the executions of each command since a time, most frequent first.
   *
   * @param session the session of the workflows; all workflows when absent
   */
  List<CommandStatistics> executionsByCommand(Instant since, @Nullable UUID session) {
    return client
        .sql(
            """
            select s.command, count(*) as executions, count(*) filter (where a.status = 'FAILED') as failed,
              round(percentile_cont(0.5) within group (order by extract(epoch from a.ended_at - a.started_at)) * 1000)
                as typical_ms,
              round(percentile_cont(0.95) within group (order by extract(epoch from a.ended_at - a.started_at)) * 1000)
                as slow_ms
            from attempt a join step s on s.id = a.step_id
            where a.ended_at >= :since
              and (cast(:session as uuid) is null or s.phase_id in (
                select p.id from phase p join workflow w on w.id = p.workflow_id
                where w.session_id = cast(:session as uuid)))
            group by 1 order by 2 desc, 1 limit 50
            """)
        .param("since", Timestamp.from(since))
        .param("session", session, Types.OTHER)
        .query(CommandStatistics.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }
}
