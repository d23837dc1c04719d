package dev.pawl.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores the leases of workflows. Expiry is determined by the clock of the database. */
@Component
public class LeaseRepository {

  private static final String HAS_WORK =
      "(status in ('QUEUED', 'RUNNING') or rollback_requested or publishing)";

  /**
   * Whether a node with the capabilities of the parameter may run a workflow. What only ends a workflow needs no tools, so
   * that one that no node can run is still cancelled, rolled back and ended when its time is over.
   */
  private static final String RUNS_HERE =
      """
      (requirements is null or requirements <@ ?::jsonb or cancel_requested or status not in ('QUEUED', 'RUNNING')
        or started_at + (timeout_seconds * 1000 + waited_ms) * interval '1 millisecond' < now())
      """;

  private static final String UNLEASED = "(lease_until is null or lease_until < now())";

  private final JdbcClient client;

  LeaseRepository(JdbcClient client) {
    this.client = client;
  }

  private record ClaimedRow(String name, long epoch, @Nullable String traceParent) {}

  private record RenewedRow(UUID id, boolean cancelRequested) {}

  /**
   * Claims a workflow with a new epoch, if it has work to do that the node can do, no unexpired lease and no lock of a
   * transaction, which may be that of a node that does not run.
   *
   * @param capabilities what the node has, as a JSON object that contains what a workflow requires
   */
  public Optional<Claim> claim(UUID id, String node, String capabilities, Duration lease) {
    return client
        .sql(
            """
            with claimable as (
              select id from workflow where id = ? and %s and %s and %s for no key update skip locked)
            update workflow w set epoch = epoch + 1, node = ?, lease_until = now() + ? * interval '1 second'
            from claimable c where w.id = c.id returning name, epoch, trace_parent
            """
                .formatted(HAS_WORK, UNLEASED, RUNS_HERE))
        .params(id, capabilities, node, lease.toSeconds())
        .query(ClaimedRow.class)
        .optional()
        .map(row -> new Claim(id, row.name(), node, row.epoch(), row.traceParent()));
  }

  /**
   * Renews the valid claims, except those whose workflow another transaction has locked. Returns for each renewed claim
   * whether a cancellation is requested.
   */
  public Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    UUID[] ids = claims.stream().map(Claim::id).toArray(UUID[]::new);
    Long[] epochs = claims.stream().map(Claim::epoch).toArray(Long[]::new);
    return client
        .sql(
            """
            with held as (
              select w.id from workflow w join unnest(?::uuid[], ?::bigint[]) as c(id, epoch)
                on w.id = c.id and w.epoch = c.epoch
              where w.node is not null for no key update of w skip locked)
            update workflow w set lease_until = now() + ? * interval '1 second'
            from held h where w.id = h.id returning w.id, w.cancel_requested
            """)
        .params(ids, epochs, lease.toSeconds())
        .query(RenewedRow.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .collect(Collectors.toMap(RenewedRow::id, RenewedRow::cancelRequested));
  }

  /** Returns the workflows of the given claims that are held by a newer claim, or by none. */
  public Set<UUID> findLost(Collection<Claim> claims) {
    UUID[] ids = claims.stream().map(Claim::id).toArray(UUID[]::new);
    Long[] epochs = claims.stream().map(Claim::epoch).toArray(Long[]::new);
    return client
        .sql(
            """
            select c.id from unnest(?::uuid[], ?::bigint[]) as c(id, epoch)
            where not exists (
              select from workflow w where w.id = c.id and w.epoch = c.epoch and w.node is not null)
            """)
        .params(ids, epochs)
        .query(UUID.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .collect(Collectors.toSet());
  }

  /** Releases a claim, unless a newer one exists. */
  public void release(Claim claim) {
    client
        .sql("update workflow set node = null, lease_until = null where id = ? and epoch = ?")
        .params(claim.id(), claim.epoch())
        .update();
  }

  /** Releases a claim because its node shuts down, unless a newer one exists; see {@link #markShutDown}. */
  public void releaseOnShutdown(Claim claim) {
    client
        .sql(
            """
            update workflow set node = null, lease_until = null, shutdown_epoch = epoch where id = ? and epoch = ?
            """)
        .params(claim.id(), claim.epoch())
        .update();
  }

  /**
   * Records that the node of these claims shuts down, so that attempts under them do not count as lost with their node.
   * The claims stay valid.
   */
  public void markShutDown(Collection<Claim> claims) {
    UUID[] ids = claims.stream().map(Claim::id).toArray(UUID[]::new);
    Long[] epochs = claims.stream().map(Claim::epoch).toArray(Long[]::new);
    client
        .sql(
            """
            update workflow w set shutdown_epoch = c.epoch from unnest(?::uuid[], ?::bigint[]) as c(id, epoch)
            where w.id = c.id and w.epoch = c.epoch
            """)
        .params(ids, epochs)
        .update();
  }

  /**
   * Releases a claim and deletes its scheduled wake-up. A change of the workflow after this transaction schedules a new
   * wake-up, as it finds none.
   */
  public void releaseAndDeleteWakeUp(Claim claim, String task) {
    client
        .sql(
            """
            with woken as (delete from scheduled_tasks where task_name = ? and task_instance = ?)
            update workflow set node = null, lease_until = null where id = ? and epoch = ?
            """)
        .params(task, claim.id().toString(), claim.id(), claim.epoch())
        .update();
  }

  /**
   * Deletes a wake-up that had no effect, unless it was deleted or replaced meanwhile. If the workflow can be claimed, its
   * row was locked; the wake-up is then repeated.
   *
   * @param retryDelay the delay before it is repeated
   */
  public void endWakeUp(UUID id, String task, long version, Duration retryDelay) {
    int repeated =
        client
            .sql(
                """
                update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,
                  execution_time = now() + ? * interval '1 millisecond', version = version + 1
                where task_name = ? and task_instance = ? and version = ?
                  and exists (select from workflow where id = ? and %s and %s)
                """
                    .formatted(HAS_WORK, UNLEASED))
            .params(retryDelay.toMillis(), task, id.toString(), version, id)
            .update();
    if (repeated == 0) {
      client
          .sql(
              "delete from scheduled_tasks where task_name = ? and task_instance = ? and version = ?")
          .params(task, id.toString(), version)
          .update();
    }
  }

  /**
   * Releases the wake-ups that dead nodes had picked: those of workflows whose lease has expired.
   *
   * @return the number of released wake-ups
   */
  public int releaseOrphanedWakeUps(String task) {
    return client
        .sql(
            """
            with orphaned as (
              select t.task_name, t.task_instance from scheduled_tasks t
                join workflow w on t.task_instance = w.id::text
              where t.task_name = ? and t.picked and w.lease_until < now() and %s
              for no key update of t skip locked)
            update scheduled_tasks t set picked = false, picked_by = null, last_heartbeat = null,
              execution_time = now(), version = version + 1
            from orphaned o where t.task_name = o.task_name and t.task_instance = o.task_instance
            """
                .formatted(HAS_WORK))
        .param(task)
        .update();
  }

  /** Returns orphaned workflows: with work to do, but without a lease, a scheduled wake-up or a lock to wait for. */
  public List<UUID> findOrphaned(String task) {
    return client
        .sql(
            """
            select id from workflow w where %s and %s
              and not exists (select from scheduled_tasks t where t.task_name = ? and t.task_instance = w.id::text)
              and not exists (
                select from lock_waiter m join lock l on l.resource = m.resource where m.owner = w.id)
            limit 1000
            """
                .formatted(HAS_WORK, UNLEASED))
        .param(task)
        .query(UUID.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }
}
