package dev.pawl.security;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Stores the audit log: which caller sent which request, when and from where. */
@Component
class AuditLog {

  private final JdbcClient client;
  private final AuditLogRepository entries;
  private final SecurityProperties properties;
  private final Clock clock;

  AuditLog(
      JdbcClient client, AuditLogRepository entries, SecurityProperties properties, Clock clock) {
    this.client = client;
    this.entries = entries;
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
      long id, Instant at, String who, String address, String method, String path, int status) {

    static Entry of(AuditEntry row) {
      return new Entry(
          row.id(), row.at(), row.who(), row.address(), row.method(), row.path(), row.status());
    }
  }

  /**
   * Records a request in a transaction of its own, which consists of one statement and is committed without waiting for the
   * disk, so that auditing does not delay requests.
   */
  void append(String caller, String address, String method, String path, int status) {
    client
        .sql(
            """
            insert into audit (at, who, address, method, path, status)
            select ?, ?, ?, ?, ?, ? where set_config('synchronous_commit', 'off', true) is not null
            """)
        .params(Timestamp.from(clock.instant()), caller, address, method, path, status)
        .update();
  }

  /** Returns the newest entries, newest first; only entries older than the given id, if any. */
  Window<Entry> findNewest(int limit, @Nullable Long beforeId) {
    ScrollPosition position =
        beforeId == null ? ScrollPosition.keyset() : ScrollPosition.forward(Map.of("id", beforeId));
    return entries.findByOrderByIdDesc(position, Limit.of(limit)).map(Entry::of);
  }

  /** Deletes entries that are older than the configured retention. */
  @Scheduled(
      fixedDelayString = "${pawl.security.audit-check:6h}",
      initialDelayString = "${pawl.security.audit-check:6h}")
  void deleteExpired() {
    entries.deleteOlderThan(clock.instant().minus(properties.auditRetention()));
  }
}
