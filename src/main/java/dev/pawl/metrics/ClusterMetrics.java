package dev.pawl.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Registers the cluster-wide gauges. They are read from the database on each scrape and are the same on every node. */
@Component
class ClusterMetrics {

  ClusterMetrics(MeterRegistry registry, JdbcClient client) {
    gauge(
        registry,
        client,
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
        client,
        "pawl.workflows.lag",
        "Age in seconds of the oldest queued workflow",
        """
        select coalesce(extract(epoch from now() - min(created_at)), 0) from workflow where status = 'QUEUED'
        """);
    gauge(
        registry,
        client,
        "pawl.wakeups.age",
        "Age in seconds of the oldest due wake-up of a workflow that no running node executes",
        """
        select coalesce(extract(epoch from now() - min(execution_time)), 0) from scheduled_tasks
        where task_name = 'workflow' and execution_time <= now()
          and (not picked or last_heartbeat < now() - interval '15 seconds')
        """);
    gauge(
        registry,
        client,
        "pawl.workflows.leases",
        "Workflows with a valid lease held by a node",
        """
        select count(*) from workflow
        where (status in ('QUEUED', 'RUNNING') or rollback_requested or publishing) and lease_until > now()
        """);
    gauge(
        registry,
        client,
        "pawl.agents.busy",
        "Busy agents of all nodes",
        "select count(*) from agent");
    gauge(
        registry,
        client,
        "pawl.breakers.open",
        "Tools whose circuit breaker is open after repeated failures",
        "select count(*) from circuit_breaker where opened_at is not null");
    gauge(
        registry,
        client,
        "pawl.locks.waiters",
        "Workflows that wait for a lock",
        "select count(*) from lock_waiter");
  }

  private static void gauge(
      MeterRegistry registry, JdbcClient client, String name, String description, String query) {
    Gauge.builder(name, client, jdbc -> jdbc.sql(query).query(Double.class).single())
        .description(description)
        .register(registry);
  }
}
