package dev.pawl.node;

import dev.pawl.node.NodeView.BreakerView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Circuit breakers of programs, shared by all nodes. Each project has breakers of its own. The breaker of a program
 * opens after a number of consecutive crashes or hangs on at least three targets of the project. After a pause, it is
 * half-open: one step may try the program.
 */
@Component
class CircuitBreakerRegistry {

  private static final Duration CACHE_TIME = Duration.ofMillis(500);

  /** The number of targets on which a tool must have failed before its breaker opens. */
  private static final int MIN_TARGETS = 3;

  private final JdbcClient client;
  private final NodeProperties properties;

  /** The project of workflows that belong to none. */
  private static final String NO_PROJECT = "";

  /** A breaker exists for each project in which a tool has failed. */
  private record BreakerKey(String project, String tool) {

    static BreakerKey of(@Nullable String project, String tool) {
      return new BreakerKey(project == null ? NO_PROJECT : project, tool);
    }
  }

  /** Caches the tools that have failed on any node: every step asks several times, and there are hardly ever any. */
  private volatile Set<BreakerKey> failedTools = Set.of();

  private volatile long cachedAt = System.nanoTime() - CACHE_TIME.toNanos();

  CircuitBreakerRegistry(JdbcClient client, NodeProperties properties) {
    this.client = client;
    this.properties = properties;
  }

  /** Returns the tools that have failed; a failure on another node may appear up to {@link #CACHE_TIME} later. */
  private Set<BreakerKey> failedTools() {
    long now = System.nanoTime();
    if (now - cachedAt >= CACHE_TIME.toNanos()) {
      cachedAt = now;
      failedTools =
          Set.copyOf(
              client
                  .sql("select project, tool from circuit_breaker")
                  .query(BreakerKey.class)
                  .list());
    }
    return failedTools;
  }

  /** Returns how long the breaker of a tool stays open; empty if it may be used, once per pause as a trial. */
  Optional<Duration> openFor(String tool, @Nullable String project) {
    BreakerKey key = BreakerKey.of(project, tool);
    if (!failedTools().contains(key)) {
      return Optional.empty();
    }
    Optional<Long> remainingSeconds =
        client
            .sql(
                """
                select ceil(extract(epoch from
                  greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' - now()))::bigint
                from circuit_breaker where project = ? and tool = ? and opened_at is not null
                """)
            .params(properties.breakerOpenDuration().toSeconds(), key.project(), tool)
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
                update circuit_breaker set tried_at = now() where project = ? and tool = ?
                  and greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' <= now()
                """)
            .params(key.project(), tool, properties.breakerOpenDuration().toSeconds())
            .update();
    return updated == 1 ? Optional.empty() : Optional.of(properties.breakerOpenDuration());
  }

  /** Returns the tools whose breaker is open for a project. */
  Set<String> openTools(@Nullable String project) {
    String name = project == null ? NO_PROJECT : project;
    if (failedTools().stream().noneMatch(key -> key.project().equals(name))) {
      return Set.of();
    }
    return new TreeSet<>(
        client
            .sql(
                """
                select tool from circuit_breaker
                where project = ? and opened_at + ? * interval '1 second' > now()
                """)
            .params(name, properties.breakerOpenDuration().toSeconds())
            .query(String.class)
            .list());
  }

  /** Records that a tool worked, whatever it reported. */
  void recordSuccess(String tool, @Nullable String project) {
    BreakerKey key = BreakerKey.of(project, tool);
    if (!failedTools().contains(key)) {
      return;
    }
    client
        .sql("delete from circuit_breaker where project = ? and tool = ?")
        .params(key.project(), tool)
        .update();
  }

  /**
   * Records that a tool crashed or hung on a target. The breaker opens only if the failures come from several targets,
   * because otherwise the reason may lie in the target.
   */
  void recordFailure(String tool, @Nullable String project, String target, String message) {
    BreakerKey key = BreakerKey.of(project, tool);
    client
        .sql(
            """
            insert into circuit_breaker as breaker (project, tool, failures, last, changed_at, targets)
            values (:project, :tool, 1, :how, now(), array[cast(:target as text)])
            on conflict (project, tool) do update set failures = least(breaker.failures + 1, 32767), last = :how,
              changed_at = now(),
              targets = case
                when :target = any(breaker.targets) or cardinality(breaker.targets) >= :targets then breaker.targets
                else array_append(breaker.targets, cast(:target as text)) end,
              opened_at = case
                when breaker.failures + 1 >= :most and cardinality(breaker.targets)
                  + case when :target = any(breaker.targets) then 0 else 1 end >= :targets then now()
                else null end
            """)
        .param("project", key.project())
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
            select tool, nullif(project, '') as project, failures, opened_at, last, case
                when opened_at is null then 'closed'
                when greatest(opened_at, coalesce(tried_at, opened_at)) + ? * interval '1 second' > now() then 'open'
                else 'half_open' end as state
            from circuit_breaker order by tool, project
            """)
        .param(properties.breakerOpenDuration().toSeconds())
        .query(BreakerView.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }
}
