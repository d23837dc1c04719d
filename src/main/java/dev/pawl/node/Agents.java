package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The worker slots of this node, as many of each role as the node offers; who works is known to all nodes. */
@Component
class Agents {

  private static final Logger log = LoggerFactory.getLogger(Agents.class);

  private final JdbcClient client;
  private final NodeProperties properties;
  private final Map<String, Slots> roles = new ConcurrentHashMap<>();
  private int allowed;
  private final Set<UUID> working = ConcurrentHashMap.newKeySet();

  Agents(JdbcClient client, NodeProperties properties) {
    this.client = client;
    this.properties = properties;
    this.allowed = properties.agents();
  }

  /** The slots of a role; who works when there are fewer goes on, and nobody takes the place. */
  private static final class Slots extends Semaphore {

    private static final long serialVersionUID = 1;

    private int number;

    Slots(int number) {
      super(number, true);
      this.number = number;
    }

    synchronized void become(int other) {
      if (other > number) {
        release(other - number);
      } else {
        reducePermits(number - other);
      }
      number = other;
    }
  }

  private synchronized Slots slots(String role) {
    return roles.computeIfAbsent(role, name -> new Slots(allowed));
  }

  /** From now on, so many agents of each role work at once. */
  synchronized void allow(int number) {
    allowed = number;
    roles.values().forEach(slots -> slots.become(number));
  }

  /**
   * Takes one slot for each role, in the same order everywhere, so that nobody waits in a circle.
   *
   * @param waiting told which role has no slot free, before it is waited for
   */
  Nodes.Deployed deploy(
      Collection<String> wanted, String workflow, String step, Nodes.Waiting waiting)
      throws InterruptedException {
    var taken = new ArrayList<Semaphore>();
    var ids = new ArrayList<UUID>();
    try {
      for (String role : new TreeSet<>(wanted)) {
        Semaphore slots = slots(role);
        if (!slots.tryAcquire()) {
          waiting.forWhat("a free agent of the role " + role);
          slots.acquire();
        }
        taken.add(slots);
      }
      for (String role : new TreeSet<>(wanted)) {
        client
            .sql(
                "insert into agent (id, node, role, workflow, step, since) values (?, ?, ?, ?, ?,"
                    + " now())")
            .params(sent(ids), properties.nodeName(), role, workflow, step)
            .update();
      }
    } catch (InterruptedException | RuntimeException e) {
      goHome(taken, ids);
      throw e;
    }
    return () -> goHome(taken, ids);
  }

  private UUID sent(List<UUID> ids) {
    UUID id = UUID.randomUUID();
    ids.add(id);
    working.add(id);
    return id;
  }

  private void goHome(List<Semaphore> taken, List<UUID> ids) {
    taken.forEach(Semaphore::release);
    ids.forEach(working::remove);
    try {
      client.sql("delete from agent where id = any(?)").param(ids.toArray(UUID[]::new)).update();
    } catch (RuntimeException e) {
      log.warn("Agents stay listed until the next sign of life: {}", e.getMessage());
    }
  }

  /** Strikes off who does not work on this node any more, although the list says so. */
  void strikeOff() {
    client
        .sql(
            "delete from agent where node = ? and not id = any(?) and since < now() - interval '10"
                + " seconds'")
        .params(properties.nodeName(), working.toArray(UUID[]::new))
        .update();
  }

  List<AgentView> all() {
    return client
        .sql("select node, role, workflow, step, since from agent order by node, since, role")
        .query((row, number) ->
            new AgentView(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getTimestamp(5).toInstant()))
        .list();
  }
}
