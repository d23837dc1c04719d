package dev.pawl.metrics;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Queries the stored executions of commands on all nodes. */
@Component
class ExecutionQueries {

  private static final int PAGE_SIZE = 1000;

  private static final String SELECT =
      """
      select a.id, a.ended_at, s.command, w.session_id, a.started_at, a.status, w.name, s.name,
        a.outcome -> 'metrics' ->> 'memory_bytes', a.outcome -> 'metrics' ->> 'agents',
        a.outcome -> 'facts' ->> 'known', a.reused_from,
        coalesce(a.outcome -> 'metrics' ->> 'files', a.outcome -> 'metrics' ->> 'files_checked'),
        a.outcome -> 'metrics' ->> 'bytes'
      from attempt a
      join step s on s.id = a.step_id join phase p on p.id = s.phase_id
      join workflow w on w.id = p.workflow_id
      where a.ended_at is not null
      """;

  private final JdbcTemplate jdbc;

  ExecutionQueries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The criteria of a query; an absent criterion matches everything. */
  record Filter(
      @Nullable String command,
      @Nullable String status,
      @Nullable String workflow,
      @Nullable UUID session,
      @Nullable Instant since,
      @Nullable Instant until) {}

  /** Writes executions to an output. */
  @FunctionalInterface
  interface ExecutionWriter {
    void write(ExecutionRecord execution) throws IOException;
  }

  /** Passes the newest executions to the writer, newest first, reading them in pages. */
  void forEach(Filter filter, int limit, ExecutionWriter writer) throws IOException {
    Timestamp lastEndedAt = null;
    UUID lastId = null;
    for (int remaining = limit; remaining > 0; ) {
      var parameters = new ArrayList<Object>();
      var sql = new StringBuilder(SELECT);
      addCondition(sql, parameters, "s.command = ?", filter.command());
      addCondition(sql, parameters, "a.status = ?", toUpperCase(filter.status()));
      addCondition(sql, parameters, "w.name = ?", filter.workflow());
      addCondition(sql, parameters, "w.session_id = ?", filter.session());
      addCondition(sql, parameters, "a.ended_at >= ?", toTimestamp(filter.since()));
      addCondition(sql, parameters, "a.ended_at < ?", toTimestamp(filter.until()));
      if (lastEndedAt != null && lastId != null) {
        sql.append(" and (a.ended_at, a.id) < (?, ?)");
        parameters.add(lastEndedAt);
        parameters.add(lastId);
      }
      sql.append(" order by a.ended_at desc, a.id desc limit ?");
      parameters.add(Math.min(remaining, PAGE_SIZE));
      var page = new ArrayList<Row>();
      jdbc.query(
          sql.toString(), (RowCallbackHandler) row -> page.add(mapRow(row)), parameters.toArray());
      for (Row row : page) {
        writer.write(row.execution());
      }
      if (page.size() < Math.min(remaining, PAGE_SIZE)) {
        return;
      }
      remaining -= page.size();
      lastEndedAt = Timestamp.from(page.getLast().execution().timestamp());
      lastId = page.getLast().id();
    }
  }

  private record Row(UUID id, ExecutionRecord execution) {}

  private static void addCondition(
      StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(" and ").append(condition);
      parameters.add(value);
    }
  }

  private static @Nullable String toUpperCase(@Nullable String status) {
    return status == null ? null : status.toUpperCase(Locale.ROOT);
  }

  private static @Nullable Timestamp toTimestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  private static Row mapRow(ResultSet row) throws SQLException {
    Instant endedAt = row.getTimestamp(2).toInstant();
    String agents = row.getString(10);
    return new Row(
        row.getObject(1, UUID.class),
        new ExecutionRecord(
            endedAt,
            row.getString(3),
            row.getObject(4, UUID.class),
            Duration.between(row.getTimestamp(5).toInstant(), endedAt).toMillis(),
            parseLong(row.getString(9)),
            agents == null ? null : Integer.valueOf(agents),
            row.getString(6).toLowerCase(Locale.ROOT),
            row.getString(7),
            row.getString(8),
            row.getString(11) != null || row.getString(12) != null,
            parseLong(row.getString(13)),
            parseLong(row.getString(14))));
  }

  private static @Nullable Long parseLong(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }
}
