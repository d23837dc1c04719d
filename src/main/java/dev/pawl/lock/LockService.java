package dev.pawl.lock;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.pawl.lock.LockView.Waiter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Acquires and releases locks, which are shared by all nodes. A lock belongs to a workflow, not to a node: it stays
 * held when another node takes over the workflow. Locks are granted in FIFO order, and waiting workflows are notified.
 */
@Service
public class LockService {

  private final JdbcClient client;
  private final ApplicationEventPublisher publisher;

  LockService(JdbcClient client, ApplicationEventPublisher publisher) {
    this.client = client;
    this.publisher = publisher;
  }

  /** Serializes operations on a resource until the end of the transaction. */
  private void lockResource(String resource) {
    client
        .sql("select pg_advisory_xact_lock(hashtextextended(?, 0))::text")
        .param(resource)
        .query(String.class)
        .single();
  }

  /**
   * Acquires a lock in the current transaction, or enqueues the owner for it.
   *
   * @param epoch the epoch of the claim of the owner
   * @return empty if the owner holds the lock now
   */
  public Optional<LockConflict> acquire(String resource, UUID owner, String name, long epoch) {
    lockResource(resource);
    int acquired =
        client
            .sql(
                """
                insert into lock (resource, owner, owner_name, epoch, acquired_at)
                select :resource, :owner, :name, :epoch, now()
                where not exists (
                  select from lock_waiter w where w.resource = :resource and w.owner <> :owner
                    and w.number < coalesce((select m.number from lock_waiter m
                      where m.resource = :resource and m.owner = :owner), 9223372036854775807)
                    and not exists (select from lock l where l.resource = :resource
                      and l.owner = :owner))
                on conflict on constraint lock_pk do update set epoch = excluded.epoch
                  where lock.owner = excluded.owner
                """)
            .param("resource", resource)
            .param("owner", owner)
            .param("name", name)
            .param("epoch", epoch)
            .update();
    if (acquired == 1) {
      client
          .sql("delete from lock_waiter where resource = ? and owner = ?")
          .params(resource, owner)
          .update();
      return Optional.empty();
    }
    client
        .sql(
            """
            insert into lock_waiter (resource, owner, owner_name, since) values (?, ?, ?, now())
            on conflict do nothing
            """)
        .params(resource, owner, name)
        .update();
    return Optional.of(lockBusy(resource, owner));
  }

  private LockConflict lockBusy(String resource, UUID owner) {
    int position =
        client
            .sql(
                """
                select count(*) from lock_waiter w where resource = :resource and number <=
                  (select number from lock_waiter where resource = :resource and owner = :owner)
                """)
            .param("resource", resource)
            .param("owner", owner)
            .query(Integer.class)
            .single();
    String holder = holder(resource).orElse("a workflow that has waited longer");
    return new LockConflict(resource, holder, position);
  }

  /** Returns the name of the holder of a lock. */
  public Optional<String> holder(String resource) {
    return client
        .sql("select owner_name from lock where resource = ?")
        .param(resource)
        .query(String.class)
        .optional();
  }

  /** Releases a lock that the owner holds or waits for, and notifies the next waiter if the lock is free. */
  public void release(String resource, UUID owner) {
    lockResource(resource);
    int released =
        client
            .sql("delete from lock where resource = ? and owner = ?")
            .params(resource, owner)
            .update();
    int dequeued =
        client
            .sql("delete from lock_waiter where resource = ? and owner = ?")
            .params(resource, owner)
            .update();
    if (released + dequeued > 0) {
      client
          .sql(
              """
              select owner from lock_waiter w
              where resource = ? and not exists (select from lock l where l.resource = w.resource)
              order by number limit 1
              """)
          .param(resource)
          .query(UUID.class)
          .optional()
          .ifPresent(next -> publisher.publishEvent(new LockReleased(next, resource)));
    }
  }

  /** Releases all locks that an owner holds or waits for. */
  public void releaseAll(UUID owner) {
    client
        .sql(
            """
            select resource from lock where owner = :owner
            union select resource from lock_waiter where owner = :owner order by resource
            """)
        .param("owner", owner)
        .query(String.class)
        .list()
        .forEach(resource -> release(resource, owner));
  }

  private record LockRow(String resource, String ownerName, long epoch, Instant acquiredAt) {}

  private record WaiterRow(String resource, String ownerName, int position, Instant since) {}

  /** Returns all held locks with their waiters. */
  public List<LockView> findAll() {
    Map<String, List<Waiter>> waiters =
        client
            .sql(
                """
                select resource, owner_name, since,
                  row_number() over (partition by resource order by number) as position
                from lock_waiter order by resource, number
                """)
            .query(WaiterRow.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .collect(
                groupingBy(
                    WaiterRow::resource,
                    mapping(
                        row -> new Waiter(row.ownerName(), row.position(), row.since()),
                        toList())));
    return client
        .sql("select resource, owner_name, epoch, acquired_at from lock order by resource")
        .query(LockRow.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .map(row ->
            new LockView(
                row.resource(),
                row.ownerName(),
                row.epoch(),
                row.acquiredAt(),
                waiters.getOrDefault(row.resource(), List.of())))
        .toList();
  }
}
