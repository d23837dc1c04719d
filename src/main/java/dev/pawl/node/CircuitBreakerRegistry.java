package dev.pawl.node;

import dev.pawl.node.NodeView.BreakerView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Circuit breakers of tools, shared by all nodes. The breaker of a program opens after a number of consecutive crashes
 * or hangs on at least three targets. After a pause, it is half-open: one step may try the tool.
 */
@Component
class CircuitBreakerRegistry {

  private static final Duration CACHE_TIME = Duration.ofMillis(500);

  /** The number of targets on which a tool must have failed before its breaker opens. */
  private static final int MIN_TARGETS = 3;

  private final JdbcClient client;
  private final NodeProperties properties;

  /** Caches the tools that have failed on any node: every step asks several times, and there are hardly ever any. */
  private volatile Set<String> failedTools = Set.of();

  private volatile long cachedAt = System.nanoTime() - CACHE_TIME.toNanos();

  CircuitBreakerRegistry(JdbcClient client, NodeProperties properties) {
    this.client = client;
    this.properties = properties;
  }

  /** Returns the tools that have failed; a failure on another node may appear up to {@link #CACHE_TIME} later. */
  private Set<String> failedTools() {
    long now = System.nanoTime();
    if (now - cachedAt >= CACHE_TIME.toNanos()) {
      cachedAt = now;
      failedTools = Set.copyOf(client.sql("select tool from breaker").query(String.class).list());
    }
    return failedTools;
  }

  /** Returns how long the breaker of a tool stays open; empty if it may be used, once per pause as a trial. */
  Optional<Duration> openFor(String tool) {
    if (!failedTools().contains(tool)) {
      return Optional.empty();
    }
    Optional<Long> remainingSeconds =
        client
            .sql(
                """
                select ceil(extract(epoch from
                  greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' - now()))::bigint
                from breaker where tool = ? and opened_at is not null
                """)
            .params(properties.breakerOpenDuration().toSeconds(), tool)
            .query(Long.class)
            .optional();
    if (remainingSeconds.isEmpty()) {
      return Optional.empty();
    }
    if (remainingSeconds.get() > 0) {
      return Optional.of(Duration.ofSeconds(remainingSeconds.get()));
    }
    int updated =
        client
            .sql(
                """
                update breaker set tried_at = now() where tool = ?
                  and greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' <= now()
                """)
            .params(tool, properties.breakerOpenDuration().toSeconds())
            .update();
    return updated == 1 ? Optional.empty() : Optional.of(properties.breakerOpenDuration());
  }

  /** Returns the tools whose breaker is open. */
  Set<String> openTools() {
    if (failedTools().isEmpty()) {
      return Set.of();
    }
    return new TreeSet<>(
        client
            .sql("select tool from breaker where opened_at + ? * interval '1 second' > now()")
            .param(properties.breakerOpenDuration().toSeconds())
            .query(String.class)
            .list());
  }

  /** Records that a tool worked, whatever it reported. */
  void recordSuccess(String tool) {
    if (!failedTools().contains(tool)) {
      return;
    }
    client.sql("delete from breaker where tool = ?").param(tool).update();
  }

  /**
   * Records that a tool crashed or hung on a target. The breaker opens only if the failures come from several targets,
   * because otherwise the reason may lie in the target.
   */
  void recordFailure(String tool, String target, String message) {
    client
        .sql(
            """
            insert into breaker (tool, failures, last, changed_at, targets)
            values (:tool, 1, :how, now(), array[cast(:target as text)])
            on conflict (tool) do update set failures = least(breaker.failures + 1, 32767), last = :how,
              changed_at = now(),
              targets = case
                when :target = any(breaker.targets) or cardinality(breaker.targets) >= :targets then breaker.targets
                else array_append(breaker.targets, cast(:target as text)) end,
              opened_at = case
                when breaker.failures + 1 >= :most and cardinality(breaker.targets)
                  + case when :target = any(breaker.targets) then 0 else 1 end >= :targets then now()
                else null end
            """)
        .param("tool", tool)
        .param("target", target)
        .param("how", message.substring(0, Math.min(500, message.length())))
        .param("most", properties.breakerFailureThreshold())
        .param("targets", MIN_TARGETS)
        .update();
    cachedAt = System.nanoTime() - CACHE_TIME.toNanos();
  }

  List<BreakerView> findAll() {
    return client
        .sql(
            """
            select tool, failures, opened_at, last, case
                when opened_at is null then 'closed'
                when greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' > now() then 'open'
                else 'half_open' end as state
            from breaker order by tool
            """)
        .param(properties.breakerOpenDuration().toSeconds())
        .query(BreakerView.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }
}
