package dev.pawl.metrics;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Queries the stored executions of commands on all nodes. */
@Component
class ExecutionQueries {

  private static final int PAGE_SIZE = 1000;

  private static final String SELECT =
      """
      select a.id, a.ended_at, s.command, w.session_id, a.started_at, lower(a.status) as status, w.name as workflow,
        s.name as step, (a.outcome -> 'metrics' ->> 'memory_bytes')::bigint as memory_bytes,
        (a.outcome -> 'metrics' ->> 'agents')::int as agents, a.outcome -> 'facts' ->> 'known' as known,
        a.reused_from,
        coalesce(a.outcome -> 'metrics' ->> 'files', a.outcome -> 'metrics' ->> 'files_checked')::bigint as files,
        (a.outcome -> 'metrics' ->> 'bytes')::bigint as bytes
      from attempt a
      join step s on s.id = a.step_id join phase p on p.id = s.phase_id
      join workflow w on w.id = p.workflow_id
      where a.ended_at is not null
      """;

  private final JdbcClient client;

  ExecutionQueries(JdbcClient client) {
    this.client = client;
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
      List<ExecutionRow> page =
          client.sql(sql.toString()).params(parameters).query(ExecutionRow.class).list().stream()
              .map(Objects::requireNonNull)
              .toList();
      for (ExecutionRow row : page) {
        writer.write(row.toRecord());
      }
      if (page.size() < Math.min(remaining, PAGE_SIZE)) {
        return;
      }
      remaining -= page.size();
      lastEndedAt = Timestamp.from(page.getLast().endedAt());
      lastId = page.getLast().id();
    }
  }

  private record ExecutionRow(
      UUID id,
      Instant endedAt,
      String command,
      @Nullable UUID sessionId,
      Instant startedAt,
      String status,
      String workflow,
      String step,
      @Nullable Long memoryBytes,
      @Nullable Integer agents,
      @Nullable String known,
      @Nullable String reusedFrom,
      @Nullable Long files,
      @Nullable Long bytes) {

    ExecutionRecord toRecord() {
      return new ExecutionRecord(
          endedAt,
          command,
          sessionId,
          Duration.between(startedAt, endedAt).toMillis(),
          memoryBytes,
          agents,
          status,
          workflow,
          step,
          known != null || reusedFrom != null,
          files,
          bytes);
    }
  }

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
}
