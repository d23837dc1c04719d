package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The pool of agents of this node, with a number of slots per role. Working agents are visible to all nodes. */
@Component
class Agents {

  private static final Logger log = LoggerFactory.getLogger(Agents.class);

  private static final Duration MOMENT = Duration.ofMillis(200);

  /** The time to wait for a slot before the wait is reported. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final JdbcClient client;
  private final NodeProperties properties;
  private final Clock clock;
  private final Map<String, Slots> roles = new ConcurrentHashMap<>();
  private int allowed;
  private final Set<Agent> working = ConcurrentHashMap.newKeySet();

  Agents(JdbcClient client, NodeProperties properties, Clock clock) {
    this.clock = clock;
    this.client = client;
    this.properties = properties;
    this.allowed = properties.agents();
  }

  /** The slots of a role. When their number is reduced, working agents continue and their slots are not reused. */
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

  /** Sets the number of slots per role. */
  synchronized void allow(int number) {
    allowed = number;
    roles.values().forEach(slots -> slots.become(number));
  }

  /** A working agent. It is published to the other nodes only if it works for longer than {@link #MOMENT}. */
  private static final class Agent {

    private final UUID id = UUID.randomUUID();
    private final String role;
    private final String workflow;
    private final String step;
    private final Instant since;
    private boolean told;
    private boolean home;

    Agent(String role, String workflow, String step, Instant since) {
      this.role = role;
      this.workflow = workflow;
      this.step = step;
      this.since = since;
    }
  }

  /**
   * Acquires one slot for each role. The roles are always acquired in the same order, to avoid deadlocks.
   *
   * @param waiting the callback that is called with the role before waiting for one of its slots
   */
  Nodes.Deployed deploy(
      Collection<String> wanted, String workflow, String step, Nodes.Waiting waiting)
      throws InterruptedException {
    var taken = new ArrayList<Semaphore>();
    try {
      for (String role : new TreeSet<>(wanted)) {
        Semaphore slots = slots(role);
        // A short wait is not worth an event.
        if (!slots.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          waiting.forWhat("a free agent of the role " + role);
          slots.acquire();
        }
        taken.add(slots);
      }
    } catch (InterruptedException | RuntimeException e) {
      taken.forEach(Semaphore::release);
      throw e;
    }
    var agents =
        new TreeSet<>(wanted)
            .stream().map(role -> new Agent(role, workflow, step, clock.instant())).toList();
    working.addAll(agents);
    return () -> goHome(taken, agents);
  }

  private void goHome(List<Semaphore> taken, List<Agent> agents) {
    taken.forEach(Semaphore::release);
    for (Agent agent : agents) {
      working.remove(agent);
      synchronized (agent) {
        agent.home = true;
        if (agent.told) {
          strikeOff(agent);
        }
      }
    }
  }

  private void strikeOff(Agent agent) {
    try {
      client.sql("delete from agent where id = ?").param(agent.id).update();
    } catch (RuntimeException e) {
      log.warn(
          "Failed to remove an agent, it stays listed until the next heartbeat: {}",
          e.getMessage());
    }
  }

  /** Publishes the agents that have worked for longer than {@link #MOMENT} to the other nodes. */
  void tell() {
    Instant before = clock.instant().minus(MOMENT);
    for (Agent agent : working) {
      synchronized (agent) {
        if (!agent.told && !agent.home && agent.since.isBefore(before)) {
          client
              .sql(
                  "insert into agent (id, node, role, workflow, step, since) values (?, ?, ?, ?,"
                      + " ?, ?)")
              .params(
                  agent.id,
                  properties.nodeName(),
                  agent.role,
                  agent.workflow,
                  agent.step,
                  Timestamp.from(agent.since))
              .update();
          agent.told = true;
        }
      }
    }
  }

  /** Removes listed agents of this node that no longer work. */
  void strikeOff() {
    UUID[] ids = working.stream().map(agent -> agent.id).toArray(UUID[]::new);
    client
        .sql(
            "delete from agent where node = ? and not id = any(?) and since < now() - interval '10"
                + " seconds'")
        .params(properties.nodeName(), ids)
        .update();
  }

  /** Returns the agents of all nodes; those of this node are read from memory and current. */
  List<AgentView> all() {
    Stream<AgentView> others =
        client
            .sql("select node, role, workflow, step, since from agent where node <> ?")
            .param(properties.nodeName())
            .query((row, number) ->
                new AgentView(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getTimestamp(5).toInstant()))
            .list()
            .stream();
    Stream<AgentView> own =
        working.stream()
            .map(agent ->
                new AgentView(
                    properties.nodeName(), agent.role, agent.workflow, agent.step, agent.since));
    return Stream.concat(others, own)
        .sorted(
            Comparator.comparing(AgentView::node)
                .thenComparing(AgentView::since)
                .thenComparing(AgentView::role))
        .toList();
  }
}
