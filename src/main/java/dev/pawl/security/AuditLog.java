package dev.pawl.security;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who did what, when and from where. */
@Component
class AuditLog {

  private final JdbcClient client;
  private final SecurityProperties properties;
  private final Clock clock;

  AuditLog(JdbcClient client, SecurityProperties properties, Clock clock) {
    this.client = client;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * One action, or one that was refused.
   *
   * @param address where the request came from, as far as the service sees
   * @param path without what was asked in it
   * @param status of the answer
   */
  record Entry(
      long id, Instant at, String who, String address, String method, String path, int status) {}

  /** Takes an action down. It is written at once, and the disk is not waited for: it costs no action its time. */
  @Transactional
  public void note(String who, String address, String method, String path, int status) {
    client.sql("set local synchronous_commit to off").update();
    client
        .sql("insert into audit (at, who, address, method, path, status) values (?, ?, ?, ?, ?, ?)")
        .params(Timestamp.from(clock.instant()), who, address, method, path, status)
        .update();
  }

  /** The newest ones, newest first; those before an entry when there is one. */
  List<Entry> entries(int most, @Nullable Long before) {
    return client
        .sql(
            "select id, at, who, address, method, path, status from audit where id < ? order by id"
                + " desc limit ?")
        .params(before == null ? Long.MAX_VALUE : before, most)
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

  /** Forgets what is older than it has to be. */
  @Scheduled(
      fixedDelayString = "${pawl.security.audit-check:6h}",
      initialDelayString = "${pawl.security.audit-check:6h}")
  void runOnce() {
    client
        .sql("delete from audit where at < ?")
        .param(Timestamp.from(clock.instant().minus(properties.auditKept())))
        .update();
  }
}
