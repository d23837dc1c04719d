package dev.pawl.workflow;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who may move which workflow, and until when, by the clock of the database (4-architecture, "Engine facts"). */
@Component
class Leases {

  private static final String ACTIVE = "(status in ('QUEUED', 'RUNNING') or rollback_requested)";
  private static final String FREE = "(lease_until is null or lease_until < now())";

  private final JdbcClient client;

  Leases(JdbcClient client) {
    this.client = client;
  }

  /** A new epoch, if the workflow has work to be done and nobody holds it. */
  Optional<Claim> take(UUID id, String node, Duration lease) {
    return client
        .sql(
            "update workflow set epoch = epoch + 1, node = ?, lease_until = now() + ? * interval '1"
                + " second' where id = ? and "
                + ACTIVE
                + " and "
                + FREE
                + " returning name, epoch, trace_parent")
        .params(node, lease.toSeconds(), id)
        .query((row, number) ->
            new Claim(id, row.getString(1), node, row.getLong(2), row.getString(3)))
        .optional();
  }

  /** Prolongs the claims that are still good; the answer says of each of those whether a cancellation waits. */
  Map<UUID, Boolean> renew(Collection<Claim> claims, Duration lease) {
    UUID[] ids = claims.stream().map(Claim::id).toArray(UUID[]::new);
    Long[] epochs = claims.stream().map(Claim::epoch).toArray(Long[]::new);
    var good = new HashMap<UUID, Boolean>();
    client
        .sql(
            "update workflow w set lease_until = now() + ? * interval '1 second' from"
                + " unnest(?::uuid[], ?::bigint[]) as c(id, epoch) where w.id = c.id and w.epoch ="
                + " c.epoch and w.node is not null returning w.id, w.cancel_requested")
        .params(lease.toSeconds(), ids, epochs)
        .query(row -> {
          good.put(row.getObject(1, UUID.class), row.getBoolean(2));
        });
    return good;
  }

  /** Lets go of a claim, unless somebody else has it already. */
  void release(Claim claim) {
    client
        .sql("update workflow set node = null, lease_until = null where id = ? and epoch = ?")
        .params(claim.id(), claim.epoch())
        .update();
  }

  /**
   * Lets go of a claim and takes its wake-up away: whoever changes the workflow after this transaction finds none, and sees to
   * another one.
   */
  void end(Claim claim, String task) {
    client
        .sql(
            "with woken as (delete from scheduled_tasks where task_name = ? and task_instance = ?)"
                + " update workflow set node = null, lease_until = null where id = ? and epoch = ?")
        .params(task, claim.id().toString(), claim.id(), claim.epoch())
        .update();
  }

  /** Takes away a wake-up that somebody was woken by for nothing, unless it is gone, or another one by now. */
  void forget(UUID id, String task, long version) {
    client
        .sql(
            "delete from scheduled_tasks where task_name = ? and task_instance = ? and version = ?")
        .params(task, id.toString(), version)
        .update();
  }

  /**
   * Gives back the wake-ups that dead nodes have taken with them: the lease is over, and so is whoever was woken.
   *
   * @return how many
   */
  int freeWakeUps(String task) {
    return client
        .sql(
            "update scheduled_tasks t set picked = false, picked_by = null, last_heartbeat = null,"
                + " execution_time = now(), version = version + 1 from workflow w where t.task_name"
                + " = ? and t.task_instance = w.id::text and t.picked and w.lease_until < now() and"
                + " "
                + ACTIVE)
        .param(task)
        .update();
  }

  /** Workflows that have work to be done, that nobody holds, that nobody will be woken for, and whose turn it is. */
  List<UUID> unattended(String task) {
    return client
        .sql(
            "select id from workflow w where "
                + ACTIVE
                + " and "
                + FREE
                + " and not exists (select from scheduled_tasks t where t.task_name = ? and"
                + " t.task_instance = w.id::text) and not exists (select from lock_waiter m join"
                + " lock l on l.resource = m.resource where m.owner = w.id) limit 1000")
        .param(task)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }
}
