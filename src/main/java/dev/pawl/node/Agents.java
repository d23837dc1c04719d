package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The worker slots of this node, as many of each role as the node offers; who works is known to all nodes. */
@Component
class Agents {

  private static final Logger log = LoggerFactory.getLogger(Agents.class);

  private static final Duration MOMENT = Duration.ofMillis(200);

  /** Longer than it takes until all nodes know who works. */
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

  /** One that works; the others hear of it when it does so for longer than a moment. */
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
   * Takes one slot for each role, in the same order everywhere, so that nobody waits in a circle.
   *
   * @param waiting told which role has no slot free, before it is waited for
   */
  Nodes.Deployed deploy(
      Collection<String> wanted, String workflow, String step, Nodes.Waiting waiting)
      throws InterruptedException {
    var taken = new ArrayList<Semaphore>();
    try {
      for (String role : new TreeSet<>(wanted)) {
        Semaphore slots = slots(role);
        // Whoever gets one in a moment has not waited for anything that is worth a word.
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
      log.warn("An agent stays listed until the next sign of life: {}", e.getMessage());
    }
  }

  /** Tells the other nodes of those who work for longer than a moment. */
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

  /** Strikes off who does not work on this node any more, although the list says so. */
  void strikeOff() {
    UUID[] ids = working.stream().map(agent -> agent.id).toArray(UUID[]::new);
    client
        .sql(
            "delete from agent where node = ? and not id = any(?) and since < now() - interval '10"
                + " seconds'")
        .params(properties.nodeName(), ids)
        .update();
  }

  /** Those of all nodes; those of this one as they are now. */
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
