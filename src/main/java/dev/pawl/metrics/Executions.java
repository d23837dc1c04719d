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
class Executions {

  private static final int PAGE = 1000;

  private static final String SELECT =
      """
      select a.id, a.ended_at, s.command, w.session_id, a.started_at, a.status, w.name, s.name,
        a.outcome -> 'metrics' ->> 'memory_bytes', a.outcome -> 'metrics' ->> 'agents',
        a.outcome -> 'facts' ->> 'known', a.stages -> 0 ->> 'detail',
        coalesce(a.outcome -> 'metrics' ->> 'files', a.outcome -> 'metrics' ->> 'files_checked'),
        a.outcome -> 'metrics' ->> 'bytes'
      from attempt a
      join step s on s.id = a.step_id join phase p on p.id = s.phase_id
      join workflow w on w.id = p.workflow_id
      where a.ended_at is not null
      """;

  private final JdbcTemplate jdbc;

  Executions(JdbcTemplate jdbc) {
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
  interface Line {
    void write(Execution execution) throws IOException;
  }

  /** Passes the newest executions to the writer, newest first, reading them in pages. */
  void forEach(Filter filter, int most, Line line) throws IOException {
    Timestamp before = null;
    UUID last = null;
    for (int left = most; left > 0; ) {
      var parameters = new ArrayList<Object>();
      var where = new StringBuilder(SELECT);
      and(where, parameters, "s.command = ?", filter.command());
      and(where, parameters, "a.status = ?", upper(filter.status()));
      and(where, parameters, "w.name = ?", filter.workflow());
      and(where, parameters, "w.session_id = ?", filter.session());
      and(where, parameters, "a.ended_at >= ?", time(filter.since()));
      and(where, parameters, "a.ended_at < ?", time(filter.until()));
      if (before != null && last != null) {
        where.append(" and (a.ended_at, a.id) < (?, ?)");
        parameters.add(before);
        parameters.add(last);
      }
      where.append(" order by a.ended_at desc, a.id desc limit ?");
      parameters.add(Math.min(left, PAGE));
      var found = new ArrayList<Row>();
      jdbc.query(
          where.toString(), (RowCallbackHandler) row -> found.add(row(row)), parameters.toArray());
      for (Row row : found) {
        line.write(row.execution());
      }
      if (found.size() < Math.min(left, PAGE)) {
        return;
      }
      left -= found.size();
      before = Timestamp.from(found.getLast().execution().timestamp());
      last = found.getLast().id();
    }
  }

  private record Row(UUID id, Execution execution) {}

  private static void and(
      StringBuilder where, List<Object> parameters, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(" and ").append(condition);
      parameters.add(value);
    }
  }

  private static @Nullable String upper(@Nullable String status) {
    return status == null ? null : status.toUpperCase(Locale.ROOT);
  }

  private static @Nullable Timestamp time(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  private static Row row(ResultSet row) throws SQLException {
    Instant ended = row.getTimestamp(2).toInstant();
    String agents = row.getString(10);
    String how = row.getString(12);
    return new Row(
        row.getObject(1, UUID.class),
        new Execution(
            ended,
            row.getString(3),
            row.getObject(4, UUID.class),
            Duration.between(row.getTimestamp(5).toInstant(), ended).toMillis(),
            number(row.getString(9)),
            agents == null ? null : Integer.valueOf(agents),
            row.getString(6).toLowerCase(Locale.ROOT),
            row.getString(7),
            row.getString(8),
            row.getString(11) != null || how != null && how.startsWith("taken over from "),
            number(row.getString(13)),
            number(row.getString(14))));
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }
}
