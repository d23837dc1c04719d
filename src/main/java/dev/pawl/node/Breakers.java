package dev.pawl.node;

import dev.pawl.node.NodeView.BreakerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Circuit breakers of tools, shared by all nodes. The breaker of a tool opens after a number of consecutive crashes or
 * hangs. After a pause, it is half-open: one step may try the tool.
 */
@Component
class Breakers {

  private static final Duration SHORT = Duration.ofMillis(500);

  private final JdbcClient client;
  private final NodeProperties properties;

  /** Caches the tools that have failed on any node: every step asks several times, and there are hardly ever any. */
  private volatile Set<String> suspects = Set.of();

  private volatile long suspected = System.nanoTime() - SHORT.toNanos();

  Breakers(JdbcClient client, NodeProperties properties) {
    this.client = client;
    this.properties = properties;
  }

  /** Returns the tools that have failed; a failure on another node may appear up to {@link #SHORT} later. */
  private Set<String> suspects() {
    long now = System.nanoTime();
    if (now - suspected >= SHORT.toNanos()) {
      suspected = now;
      suspects = Set.copyOf(client.sql("select tool from breaker").query(String.class).list());
    }
    return suspects;
  }

  /** Returns how long the breaker of a tool stays open; empty if it may be used, once per pause as a trial. */
  Optional<Duration> closedFor(String tool) {
    if (!suspects().contains(tool)) {
      return Optional.empty();
    }
    Optional<Long> left =
        client
            .sql(
                "select ceil(extract(epoch from greatest(opened_at, coalesce(tried_at, opened_at))"
                    + " + ? * interval '1 second' - now()))::bigint from breaker where tool = ? and"
                    + " opened_at is not null")
            .params(properties.breakerPause().toSeconds(), tool)
            .query(Long.class)
            .optional();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    if (left.get() > 0) {
      return Optional.of(Duration.ofSeconds(left.get()));
    }
    int trial =
        client
            .sql(
                "update breaker set tried_at = now() where tool = ? and greatest(opened_at,"
                    + " coalesce(tried_at, opened_at)) + ? * interval '1 second' <= now()")
            .params(tool, properties.breakerPause().toSeconds())
            .update();
    return trial == 1 ? Optional.empty() : Optional.of(properties.breakerPause());
  }

  /** Returns the tools whose breaker is open. */
  Set<String> closed() {
    if (suspects().isEmpty()) {
      return Set.of();
    }
    return new TreeSet<>(
        client
            .sql("select tool from breaker where opened_at + ? * interval '1 second' > now()")
            .param(properties.breakerPause().toSeconds())
            .query(String.class)
            .list());
  }

  /** Records that a tool worked, whatever it reported. */
  void worked(String tool) {
    if (!suspects().contains(tool)) {
      return;
    }
    client.sql("delete from breaker where tool = ?").param(tool).update();
  }

  /** Records that a tool crashed or hung. */
  void failed(String tool, String how) {
    client
        .sql(
            """
            insert into breaker (tool, failures, last, changed_at) values (:tool, 1, :how, now())
            on conflict (tool) do update set failures = breaker.failures + 1, last = :how,
              changed_at = now(),
              opened_at = case when breaker.failures + 1 >= :most then now() else null end
            """)
        .param("tool", tool)
        .param("how", how.substring(0, Math.min(500, how.length())))
        .param("most", properties.breakerFailures())
        .update();
    suspected = System.nanoTime() - SHORT.toNanos();
  }

  List<BreakerView> all() {
    return client
        .sql(
            "select tool, failures, opened_at, last, opened_at is not null and greatest(opened_at,"
                + " coalesce(tried_at, opened_at)) + ? * interval '1 second' > now() from breaker"
                + " order by tool")
        .param(properties.breakerPause().toSeconds())
        .query((row, number) -> {
          var opened = row.getTimestamp(3);
          String state = opened == null ? "closed" : row.getBoolean(5) ? "open" : "half_open";
          return new BreakerView(
              row.getString(1),
              state,
              row.getInt(2),
              opened == null ? null : opened.toInstant(),
              row.getString(4));
        })
        .list();
  }
}
