package dev.pawl.security;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stores the audit log: which caller sent which request, when and from where. */
@Component
class AuditLogRepository {

  private final JdbcClient client;
  private final SecurityProperties properties;
  private final Clock clock;

  AuditLogRepository(JdbcClient client, SecurityProperties properties, Clock clock) {
    this.client = client;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * An audited request.
   *
   * @param id the number of the entry
   * @param at the time of the request
   * @param who the name of the caller
   * @param address the remote address of the connection
   * @param method the HTTP method
   * @param path the path of the request, without the query
   * @param status the HTTP status of the response
   */
  @Schema(name = "AuditEntry")
  record Entry(
      long id, Instant at, String who, String address, String method, String path, int status) {}

  /** Records a request. The transaction commits without waiting for the disk, so auditing does not delay requests. */
  @Transactional
  public void append(String caller, String address, String method, String path, int status) {
    client.sql("set local synchronous_commit to off").update();
    client
        .sql("insert into audit (at, who, address, method, path, status) values (?, ?, ?, ?, ?, ?)")
        .params(Timestamp.from(clock.instant()), caller, address, method, path, status)
        .update();
  }

  /** Returns the newest entries, newest first; only entries older than the given id, if any. */
  List<Entry> findNewest(int limit, @Nullable Long beforeId) {
    return client
        .sql(
            "select id, at, who, address, method, path, status from audit where id < ? order by id"
                + " desc limit ?")
        .params(beforeId == null ? Long.MAX_VALUE : beforeId, limit)
        .query((row, number) ->
            new Entry(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7)))
        .list();
  }

  /** Deletes entries that are older than the configured retention. */
  @Scheduled(
      fixedDelayString = "${pawl.security.audit-check:6h}",
      initialDelayString = "${pawl.security.audit-check:6h}")
  void deleteExpired() {
    client
        .sql("delete from audit where at < ?")
        .param(Timestamp.from(clock.instant().minus(properties.auditRetention())))
        .update();
  }
}
