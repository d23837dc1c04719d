package dev.pawl.metrics;

import dev.pawl.node.NodeCapabilities;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Registers the cluster-wide gauges, which are the same on every node. They are read from the database every five
 * seconds, so that a scrape never waits for the database, and are NaN during an outage.
 */
@Component
class ClusterMetrics {

  private static final Logger log = LoggerFactory.getLogger(ClusterMetrics.class);

  /** The open statuses, which always have a value. */
  private static final List<String> OPEN = List.of("queued", "running", "awaiting_decision");

  /** The number of pairs of target and reason that are reported; the others are added up. */
  private static final int MAX_FAILURES = 20;

  private static final String OTHER = "other";

  /** The number of different requirements whose queues are reported; the others are added up. */
  private static final int MAX_QUEUES = 20;

  private static final Tags OTHER_QUEUE = Tags.of("labels", OTHER, "tools", OTHER);

  /** The maximum length of a label value in Kubernetes. */
  private static final int MAX_TAG_LENGTH = 63;

  private final JdbcClient client;
  private final List<ClusterGauge> gauges = new ArrayList<>();
  private final Map<String, OpenWorkflows> openWorkflows = new HashMap<>();
  private final TaggedGauge failures;
  private final TaggedGauge queueLength;
  private final TaggedGauge queueAge;

  ClusterMetrics(MeterRegistry registry, JdbcClient client) {
    this.client = client;
    gauge(
        registry,
        "pawl.workflows.unattended",
        "Orphaned workflows: no lease, wake-up, awaited lock or open decision; normally 0",
        """
        select count(*) from workflow w
        where (status in ('QUEUED', 'RUNNING') or rollback_requested or publishing)
          and (lease_until is null or lease_until < now() - interval '30 seconds')
          and updated_at < now() - interval '30 seconds'
          and not exists (select from scheduled_tasks t where t.task_instance = w.id::text)
          and not exists (select from lock_waiter m join lock l on l.resource = m.resource
            where m.owner = w.id)
        """);
    gauge(
        registry,
        "pawl.workflows.lag",
        "Age in seconds of the oldest queued workflow",
        """
        select coalesce(extract(epoch from now() - min(created_at)), 0) from workflow where status = 'QUEUED'
        """);
    gauge(
        registry,
        "pawl.wakeups.age",
        "Age in seconds of the oldest due wake-up of a workflow that no running node executes",
        """
        select coalesce(extract(epoch from now() - min(execution_time)), 0) from scheduled_tasks t
        where task_name = 'workflow' and execution_time <= now()
          and (not picked or last_heartbeat < now() - interval '15 seconds')
          and not exists (
            select from workflow w where w.node_wait is not null and w.id::text = t.task_instance)
        """);
    gauge(
        registry,
        "pawl.workflows.unrunnable",
        "Workflows that no live node can run, because it lacks a label or a tool that they require",
        "select count(*) from workflow where status in ('QUEUED', 'RUNNING') and node_wait is not"
            + " null");
    gauge(
        registry,
        "pawl.workflows.leases",
        "Workflows with a valid lease held by a node",
        """
        select count(*) from workflow
        where (status in ('QUEUED', 'RUNNING') or rollback_requested or publishing) and lease_until > now()
        """);
    gauge(registry, "pawl.agents.busy", "Busy agents of all nodes", "select count(*) from agent");
    gauge(
        registry,
        "pawl.breakers.open",
        "Tools whose circuit breaker is open after repeated failures",
        "select count(*) from circuit_breaker where opened_at is not null");
    gauge(
        registry,
        "pawl.locks.waiters",
        "Workflows that wait for a lock",
        "select count(*) from lock_waiter");
    for (String status : OPEN) {
      var values = new OpenWorkflows();
      openWorkflows.put(status, values);
      Gauge.builder("pawl.workflows.open", values, open -> open.count)
          .description("Workflows that have not ended, by status")
          .tag("status", status)
          .register(registry);
      Gauge.builder("pawl.workflows.age", values, open -> open.age)
          .description(
              "Age of the oldest workflow of a status: since its submission if queued, since its"
                  + " start if running, since the question if it awaits a decision")
          .baseUnit("seconds")
          .tag("status", status)
          .register(registry);
    }
    failures =
        new TaggedGauge(
            MultiGauge.builder("pawl.workflows.failures")
                .description(
                    "Workflows that failed in the last hour, by target and reason; beyond the 20 most"
                        + " frequent, as target other")
                .register(registry));
    queueLength =
        new TaggedGauge(
            MultiGauge.builder("pawl.queue.waiting")
                .description(
                    "Workflows that wait for a node, by the labels that they require and the languages"
                        + " whose tools their plan pins; beyond the 20 most frequent, as other")
                .register(registry));
    queueAge =
        new TaggedGauge(
            MultiGauge.builder("pawl.queue.age")
                .description(
                    "Time for which the first workflow has waited for a node, by the same; for"
                        + " autoscaling")
                .baseUnit("seconds")
                .register(registry));
  }

  private void gauge(MeterRegistry registry, String name, String description, String query) {
    var gauge = new ClusterGauge(query);
    gauges.add(gauge);
    Gauge.builder(name, gauge, current -> current.value)
        .description(description)
        .register(registry);
  }

  private static final class ClusterGauge {

    private final String query;
    private volatile double value = Double.NaN;

    ClusterGauge(String query) {
      this.query = query;
    }
  }

  /** The open workflows of a status. */
  private static final class OpenWorkflows {

    private volatile double count = Double.NaN;
    private volatile double age = Double.NaN;

    void set(double newCount, double newAge) {
      count = newCount;
      age = newAge;
    }
  }

  private record OpenRow(String status, long count, double age) {}

  private record FailureRow(String target, String reason, long count) {}

  /** The waiting workflows that require the same. */
  private record QueueRow(@Nullable String requirements, long count, double age) {}

  /** Reads all values from the database. */
  @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
  void sample() {
    try {
      for (ClusterGauge gauge : gauges) {
        gauge.value = client.sql(gauge.query).query(Double.class).single();
      }
      sampleOpenWorkflows();
      sampleFailures();
      sampleQueue();
    } catch (DataAccessException | TransactionException e) {
      gauges.forEach(gauge -> gauge.value = Double.NaN);
      openWorkflows.values().forEach(open -> open.set(Double.NaN, Double.NaN));
      failures.set(Map.of());
      queueLength.set(Map.of());
      queueAge.set(Map.of());
      log.warn("Failed to read the metrics of the cluster: {}, set to {}", e, Double.NaN);
    }
  }

  private void sampleOpenWorkflows() {
    Map<String, OpenRow> rows = new HashMap<>();
    client
        .sql(
            """
            select lower(status) as status, count(*) as count,
              coalesce(extract(epoch from now() - min(case status
                when 'QUEUED' then created_at
                when 'RUNNING' then started_at
                else decision_deadline - decision_seconds * interval '1 second' end)), 0) as age
            from workflow where status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION') group by status
            """)
        .query(OpenRow.class)
        .list()
        .forEach(row -> rows.put(Objects.requireNonNull(row).status(), row));
    openWorkflows.forEach((status, open) -> {
      OpenRow row = rows.getOrDefault(status, new OpenRow(status, 0, 0));
      open.set(row.count(), Math.max(0, row.age()));
    });
  }

  private void sampleFailures() {
    List<FailureRow> rows =
        client
            .sql(
                """
                with failure as (
                  select target_name, lower(ended_reason) as reason, count(*) as count,
                    row_number() over (order by count(*) desc, target_name, ended_reason) as rank
                  from workflow where status = 'FAILED' and ended_at > now() - interval '1 hour'
                  group by target_name, ended_reason)
                select case when rank <= :max then target_name else :other end as target, reason,
                  sum(count) as count
                from failure group by 1, 2
                """)
            .param("max", MAX_FAILURES)
            .param("other", OTHER)
            .query(FailureRow.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .toList();
    failures.set(
        rows.stream()
            .collect(
                Collectors.toMap(
                    row -> Tags.of("target", row.target(), "reason", row.reason()),
                    FailureRow::count)));
  }

  private void sampleQueue() {
    List<QueueRow> rows =
        client
            .sql(
                """
                select min(requirements::text) as requirements, count(*) as count,
                  extract(epoch from now() - min(execution_time)) as age
                from scheduled_tasks where task_name = 'workflow' and not picked and execution_time <= now()
                group by requirements_key order by count(*) desc, requirements_key
                """)
            .query(QueueRow.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .toList();
    var queues = new LinkedHashMap<Tags, QueueRow>();
    // Autoscalers need a value while no workflow waits.
    queues.put(queueTags(null), new QueueRow(null, 0, 0));
    for (QueueRow row : rows) {
      Tags tags = queueTags(row.requirements());
      queues.merge(
          queues.size() < MAX_QUEUES || queues.containsKey(tags) ? tags : OTHER_QUEUE,
          row,
          (one, other) ->
              new QueueRow(
                  one.requirements(),
                  one.count() + other.count(),
                  Math.max(one.age(), other.age())));
    }
    queueLength.set(valuesOf(queues, QueueRow::count));
    queueAge.set(valuesOf(queues, QueueRow::age));
  }

  private static Map<Tags, Number> valuesOf(
      Map<Tags, QueueRow> queues, Function<QueueRow, Number> value) {
    return queues.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, queue -> value.apply(queue.getValue())));
  }

  /** Returns tags that selectors of Kubernetes can match, such as {@code zone.eu} for the label {@code zone=eu}. */
  private static Tags queueTags(@Nullable String requirements) {
    NodeCapabilities required =
        requirements == null ? NodeCapabilities.NONE : NodeCapabilities.ofJson(requirements);
    return Tags.of(
        "labels",
        tagValue(
            required.labels().entrySet().stream()
                .map(label -> label.getKey() + "." + label.getValue())),
        "tools",
        tagValue(required.tools().keySet().stream()));
  }

  private static String tagValue(Stream<String> parts) {
    String text = parts.collect(Collectors.joining("_")).replaceAll("[^A-Za-z0-9_.-]", "-");
    return text.isEmpty() ? "none" : text.substring(0, Math.min(MAX_TAG_LENGTH, text.length()));
  }
}
