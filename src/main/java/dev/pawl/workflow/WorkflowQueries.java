package dev.pawl.workflow;

import dev.pawl.project.ProjectService;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** SQL queries for lists of workflows and for parts of a workflow, which do not load the graph. */
@Component
public class WorkflowQueries {

  /** The criteria of a query; absent criteria match every workflow. */
  public record Filter(
      List<WorkflowStatus> status,
      @Nullable String type,
      @Nullable String target,
      @Nullable UUID session,
      @Nullable EndedReason endedReason,
      @Nullable Instant createdAfter,
      @Nullable Instant createdBefore,
      Map<String, String> labels,
      @Nullable String project) {

    public static final Filter NONE =
        new Filter(List.of(), null, null, null, null, null, null, Map.of(), null);
  }

  private final JdbcClient client;
  private final ProjectService projects;

  WorkflowQueries(JdbcClient client, ProjectService projects) {
    this.client = client;
    this.projects = projects;
  }

  /** Returns the current revision of a workflow. */
  Optional<WorkflowRevision> findRevision(String name) {
    return client
        .sql(
            "select id, event_sequence, status, rollback_requested, xmin::text::bigint from"
                + " workflow where name = ?")
        .param(name)
        .query((row, number) ->
            new WorkflowRevision(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(5),
                WorkflowStatus.valueOf(row.getString(3)).isEnded() && !row.getBoolean(4),
                WorkflowStatus.valueOf(row.getString(3)) == WorkflowStatus.AWAITING_DECISION))
        .optional();
  }

  /** Returns the time when the logs of a workflow were deleted; empty while they exist. */
  Optional<Instant> findLogDeletionTime(String name) {
    return client
        .sql("select logs_pruned_at from workflow where name = ? and logs_pruned_at is not null")
        .param(name)
        .query((row, number) -> row.getTimestamp(1).toInstant())
        .optional();
  }

  /** Returns the matching workflows that are older than {@code before}, newest first. */
  public List<Map.Entry<UUID, WorkflowSummary>> find(
      Filter filter, @Nullable UUID before, int limit) {
    var parameters = new ArrayList<Object>();
    String where = whereClause(filter, parameters);
    if (before != null) {
      where += " and id < ?";
      parameters.add(before);
    }
    parameters.add(limit);
    return client
        .sql("select * from workflow where " + where + " order by id desc limit ?")
        .params(parameters)
        .query((row, number) -> Map.entry(row.getObject("id", UUID.class), mapSummary(row)))
        .list();
  }

  /** Returns the workflows whose open decision has expired, at most 1000. */
  List<UUID> findExpiredDecisions(Instant now) {
    return client
        .sql(
            "select id from workflow where status = 'AWAITING_DECISION' and decision_deadline < ?"
                + " limit 1000")
        .param(Timestamp.from(now))
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Returns the open workflows of a concurrency group of a project, oldest first. */
  List<UUID> findOpenInGroup(String group, @Nullable String project) {
    return client
        .sql(
            "select id from workflow where concurrency_group = ? and coalesce(project, '') = ? and"
                + " status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION') order by id")
        .params(group, project == null ? "" : project)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Returns the names of workflows. */
  List<String> findNames(List<UUID> workflows) {
    return client
        .sql("select name from workflow where id = any(?) order by id")
        .param(workflows.toArray(UUID[]::new))
        .query((row, number) -> row.getString(1))
        .list();
  }

  /** Returns the ended workflows that still hold or wait for a lock. */
  List<UUID> findIdleLockOwners() {
    return client
        .sql(
            "select distinct o.owner from (select owner from lock union select owner from"
                + " lock_waiter) o join workflow w on w.id = o.owner where w.status in"
                + " ('COMPLETED', 'FAILED', 'ROLLED_BACK', 'CANCELLED') and not"
                + " w.rollback_requested")
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Returns the median duration of the last 20 executions of a command on a target; empty when there were none. */
  Optional<Duration> findMedianDuration(String command, String target) {
    return client
        .sql(
            "select percentile_disc(0.5) within group (order by duration_ms) from (select"
                + " s.duration_ms from step s join phase p on p.id = s.phase_id join workflow w on"
                + " w.id = p.workflow_id where s.command = ? and s.status = 'COMPLETED' and"
                + " w.target_name = ? order by s.ended_at desc limit 20) last")
        .params(command, target)
        .query(Long.class)
        .optional()
        .map(Duration::ofMillis);
  }

  /** Returns the number of findings of the last verification of a target; empty when there was none. */
  OptionalLong countLastFindings(String target) {
    return client
        .sql(
            "select count(f.step_id) from (select s.id from step s join phase p on p.id ="
                + " s.phase_id join workflow w on w.id = p.workflow_id where s.command ="
                + " 'quality/verify' and s.status = 'COMPLETED' and w.target_name = ? order by"
                + " s.ended_at desc limit 1) last left join finding f on f.step_id = last.id group"
                + " by last.id")
        .param(target)
        .query(Long.class)
        .optional()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  public long count(Filter filter) {
    var parameters = new ArrayList<Object>();
    String where = whereClause(filter, parameters);
    return client
        .sql("select count(*) from workflow where " + where)
        .params(parameters)
        .query(Long.class)
        .single();
  }

  /** Returns whether the caller may see the workflow: callers that are limited to a project see only its workflows. */
  public boolean isVisibleToCaller(String name) {
    return projects
        .currentName()
        .map(project ->
            client
                .sql("select exists (select from workflow where name = ? and project = ?)")
                .params(name, project)
                .query(Boolean.class)
                .single())
        .orElse(true);
  }

  private String whereClause(Filter filter, List<Object> parameters) {
    var where = new StringBuilder("true");
    if (!filter.status().isEmpty()) {
      where.append(" and status = any(?)");
      parameters.add(filter.status().stream().map(Enum::name).toArray(String[]::new));
    }
    appendCondition(where, parameters, "type = ?", filter.type());
    appendCondition(where, parameters, "target_name = ?", filter.target());
    appendCondition(where, parameters, "session_id = ?", filter.session());
    appendCondition(
        where,
        parameters,
        "ended_reason = ?",
        filter.endedReason() == null ? null : filter.endedReason().name());
    appendCondition(
        where,
        parameters,
        "created_at > ?",
        filter.createdAfter() == null ? null : Timestamp.from(filter.createdAfter()));
    appendCondition(
        where,
        parameters,
        "created_at < ?",
        filter.createdBefore() == null ? null : Timestamp.from(filter.createdBefore()));
    appendCondition(where, parameters, "project = ?", filter.project());
    appendCondition(where, parameters, "project = ?", projects.currentName().orElse(null));
    if (!filter.labels().isEmpty()) {
      where.append(" and labels @> ?::jsonb");
      parameters.add(JsonColumnConfiguration.MAPPER.writeValueAsString(filter.labels()));
    }
    return where.toString();
  }

  private static void appendCondition(
      StringBuilder where, List<Object> parameters, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(" and ").append(condition);
      parameters.add(value);
    }
  }

  private static WorkflowSummary mapSummary(ResultSet row) throws SQLException {
    String reason = row.getString("ended_reason");
    Map<String, String> labels =
        JsonColumnConfiguration.MAPPER.readValue(
            row.getString("labels"),
            JsonColumnConfiguration.MAPPER
                .getTypeFactory()
                .constructMapType(Map.class, String.class, String.class));
    return new WorkflowSummary(
        row.getString("name"),
        row.getString("type"),
        row.getString("target_name"),
        WorkflowStatus.valueOf(row.getString("status")),
        reason == null ? null : EndedReason.valueOf(reason),
        row.getBoolean("dry_run"),
        row.getInt("priority"),
        labels,
        row.getString("project"),
        row.getTimestamp("created_at").toInstant(),
        getInstant(row, "started_at"),
        getInstant(row, "ended_at"));
  }

  private static @Nullable Instant getInstant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
