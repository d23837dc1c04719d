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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The pool of agents of this node, with a number of slots per role. Working agents are visible to all nodes. */
@Component
class AgentPool {

  private static final Logger log = LoggerFactory.getLogger(AgentPool.class);

  private static final Duration PUBLISH_DELAY = Duration.ofMillis(200);

  private final JdbcClient client;
  private final NodeProperties properties;
  private final Clock clock;
  private final Map<String, AgentSlots> slotsByRole = new ConcurrentHashMap<>();
  private int slotsPerRole;
  private final Set<Agent> workingAgents = ConcurrentHashMap.newKeySet();

  AgentPool(JdbcClient client, NodeProperties properties, Clock clock) {
    this.clock = clock;
    this.client = client;
    this.properties = properties;
    this.slotsPerRole = properties.slotsPerRole();
  }

  private synchronized AgentSlots slotsOf(String role) {
    return slotsByRole.computeIfAbsent(role, name -> new AgentSlots(slotsPerRole));
  }

  /** Sets the number of slots per role. */
  synchronized void setSlotsPerRole(int number) {
    slotsPerRole = number;
    slotsByRole.values().forEach(slots -> slots.resize(number));
  }

  /** A working agent. It is published to the other nodes only if it works for longer than {@link #PUBLISH_DELAY}. */
  private static final class Agent {

    private final UUID id = UUID.randomUUID();
    private final String role;
    private final String workflow;
    private final String step;
    private final Instant since;
    private boolean published;
    private boolean released;

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
   * @param maxWait the maximum time to wait for each slot
   * @param waitListener the callback that is called with the role before waiting for one of its slots
   */
  NodeService.Deployment deploy(
      Collection<String> roles,
      String workflow,
      String step,
      Duration maxWait,
      NodeService.WaitListener waitListener)
      throws InterruptedException, TimeoutException {
    var acquired = new ArrayList<AgentSlots>();
    boolean complete = false;
    try {
      for (String role : new TreeSet<>(roles)) {
        AgentSlots slots = slotsOf(role);
        slots.acquire(
            maxWait,
            position ->
                waitListener.waitingFor(
                    "a free agent of the role %s; position %d in the queue"
                        .formatted(role, position)));
        acquired.add(slots);
      }
      complete = true;
    } finally {
      if (!complete) {
        acquired.forEach(AgentSlots::release);
      }
    }
    var agents =
        new TreeSet<>(roles)
            .stream().map(role -> new Agent(role, workflow, step, clock.instant())).toList();
    workingAgents.addAll(agents);
    return () -> releaseAgents(acquired, agents);
  }

  private void releaseAgents(List<AgentSlots> acquired, List<Agent> agents) {
    acquired.forEach(AgentSlots::release);
    for (Agent agent : agents) {
      workingAgents.remove(agent);
      synchronized (agent) {
        agent.released = true;
        if (agent.published) {
          delete(agent);
        }
      }
    }
  }

  private void delete(Agent agent) {
    try {
      client.sql("delete from agent where id = ?").param(agent.id).update();
    } catch (RuntimeException e) {
      log.warn(
          "Failed to remove an agent, which stays listed until the next heartbeat: {}, role {}",
          e,
          agent.role);
    }
  }

  /** Publishes the agents that have worked for longer than {@link #PUBLISH_DELAY} to the other nodes. */
  void publish() {
    Instant threshold = clock.instant().minus(PUBLISH_DELAY);
    for (Agent agent : workingAgents) {
      synchronized (agent) {
        if (!agent.published && !agent.released && agent.since.isBefore(threshold)) {
          client
              .sql(
                  """
                  insert into agent (id, node, role, workflow, step, since) values (?, ?, ?, ?, ?, ?)
                  """)
              .params(
                  agent.id,
                  properties.nodeName(),
                  agent.role,
                  agent.workflow,
                  agent.step,
                  Timestamp.from(agent.since))
              .update();
          agent.published = true;
        }
      }
    }
  }

  /** Removes listed agents of this node that no longer work. */
  void deleteStale() {
    UUID[] ids = workingAgents.stream().map(agent -> agent.id).toArray(UUID[]::new);
    client
        .sql(
            """
            delete from agent
            where node = ? and not id = any(?) and since < now() - interval '10 seconds'
            """)
        .params(properties.nodeName(), ids)
        .update();
  }

  /** Returns the agents of all nodes; those of this node are read from memory and current. */
  List<AgentView> findAll() {
    Stream<AgentView> remoteAgents =
        client
            .sql("select node, role, workflow, step, since from agent where node <> ?")
            .param(properties.nodeName())
            .query(AgentView.class)
            .list()
            .stream()
            .map(Objects::requireNonNull);
    Stream<AgentView> localAgents =
        workingAgents.stream()
            .map(agent ->
                new AgentView(
                    properties.nodeName(), agent.role, agent.workflow, agent.step, agent.since));
    return Stream.concat(remoteAgents, localAgents)
        .sorted(
            Comparator.comparing(AgentView::node)
                .thenComparing(AgentView::since)
                .thenComparing(AgentView::role))
        .toList();
  }
}
