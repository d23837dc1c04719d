package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import dev.pawl.node.NodeView.BreakerView;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** Registers this node in the cluster, sends heartbeats, deploys agents and gives access to the circuit breakers. */
@Service
@EnableConfigurationProperties(NodeProperties.class)
public class Nodes implements SmartLifecycle {

  /** A callback for waits, called before the wait. */
  @FunctionalInterface
  public interface Waiting {

    /** Called with a description of the awaited resource. */
    void forWhat(String what);
  }

  /** Deployed agents; closing releases their slots. */
  @FunctionalInterface
  public interface Deployed extends AutoCloseable {

    @Override
    void close();
  }

  private static final Logger log = LoggerFactory.getLogger(Nodes.class);
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final JdbcClient client;
  private final NodeProperties properties;
  private final Monitor monitor;
  private final Agents agents;
  private final Breakers breakers;
  private final Load load;
  private final Object signs = new Object();
  private volatile boolean running;

  Nodes(
      JdbcClient client,
      NodeProperties properties,
      Monitor monitor,
      Agents agents,
      Breakers breakers,
      Load load) {
    this.client = client;
    this.properties = properties;
    this.monitor = monitor;
    this.agents = agents;
    this.breakers = breakers;
    this.load = load;
    load.onChange(agents::allow);
  }

  /** Returns the name of this node. */
  public String name() {
    return properties.nodeName();
  }

  /** Returns the current resource usage of this node. */
  public Reading reading() {
    return monitor.read();
  }

  /** Waits for the next heartbeat, at most for the given time, and returns the resource usage then. */
  public Reading nextReading(Duration atMost) throws InterruptedException {
    synchronized (signs) {
      signs.wait(Math.max(1, atMost.toMillis()));
    }
    return monitor.read();
  }

  /** Returns the maximum resource use at which steps are still started, in percent. */
  public int mostPercent() {
    return properties.mostPercent();
  }

  /** Returns the maximum time that a step waits for CPU and memory. */
  public Duration patience() {
    return properties.patience();
  }

  /** Acquires one slot for each role. Waits for a lower load of the machine and for free slots. */
  public Deployed deploy(Collection<String> roles, String workflow, String step, Waiting waiting)
      throws InterruptedException {
    load.calm(waiting);
    return agents.deploy(roles, workflow, step, waiting);
  }

  /** Returns how long the circuit breaker of a tool stays open; empty if the tool may be used. */
  public Optional<Duration> leftAlone(String tool) {
    return breakers.closedFor(tool);
  }

  /** Returns the tools whose circuit breaker is open. */
  public Set<String> leftAlone() {
    return breakers.closed();
  }

  /** Records that a tool worked. */
  public void worked(String tool) {
    breakers.worked(tool);
  }

  /** Records that a tool crashed or hung. */
  public void failed(String tool, String how) {
    breakers.failed(tool, how);
  }

  /** Publishes the working agents of this node to the other nodes. */
  @Scheduled(fixedDelay = 200)
  void tellOfAgents() {
    if (running) {
      agents.tell();
    }
  }

  /** Sends a heartbeat, and removes the orphaned agents of dead nodes. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void runOnce() {
    if (!running) {
      return;
    }
    try {
      sign();
      agents.strikeOff();
      int orphans =
          client
              .sql(
                  "delete from agent a where not exists (select from node n where n.name = a.node"
                      + " and n.seen_at > now() - ? * interval '1 second')")
              .param(properties.lease().toSeconds())
              .update();
      if (orphans > 0) {
        log.warn("Removed {} orphaned agents of dead nodes", orphans);
      }
      client
          .sql("delete from node where seen_at < now() - ? * interval '1 second'")
          .param(FORGOTTEN.toSeconds())
          .update();
    } catch (RuntimeException e) {
      log.warn("Failed to send a heartbeat: {}", e.getMessage());
    }
    synchronized (signs) {
      signs.notifyAll();
    }
  }

  private void sign() {
    Reading now = monitor.read();
    load.look(now);
    client
        .sql(
            """
            insert into node (name, started_at, seen_at, host, process, slots, cpu_cores, cpu, memory, disk, disk_free,
              load, strategy)
            values (:name, now(), now(), :host, :process, :slots, :cores, :cpu, :memory, :disk, :free, :load, :strategy)
            on conflict (name) do update set seen_at = now(), cpu = :cpu, memory = :memory,
              disk = :disk, disk_free = :free, load = :load, strategy = :strategy
            """)
        .param("name", name())
        .param("host", host())
        .param("process", ProcessHandle.current().pid())
        .param("slots", properties.agents())
        .param("cores", ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors())
        .param("cpu", now.cpu())
        .param("memory", now.memory())
        .param("disk", now.disk())
        .param("free", now.diskFree())
        .param("load", load.others())
        .param("strategy", load.strategy().name())
        .update();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Returns all registered nodes, including dead ones that are not removed yet. */
  public List<NodeView> all() {
    List<AgentView> working = agents.all();
    return client
        .sql(
            "select name, seen_at > now() - ? * interval '1 second', host, process, started_at,"
                + " seen_at, cpu_cores, slots, cpu, memory, disk, disk_free, load, strategy from"
                + " node order by started_at, name")
        .param(properties.lease().toSeconds())
        .query((row, number) -> {
          String node = row.getString(1);
          return new NodeView(
              node,
              row.getBoolean(2),
              row.getString(3),
              row.getLong(4),
              row.getTimestamp(5).toInstant(),
              row.getTimestamp(6).toInstant(),
              row.getInt(7),
              row.getInt(8),
              Math.round(row.getDouble(9) * 10) / 10.0,
              Math.round(row.getDouble(10) * 10) / 10.0,
              Math.round(row.getDouble(11) * 10) / 10.0,
              row.getLong(12),
              Math.round(row.getDouble(13) * 10) / 10.0,
              Strategy.valueOf(row.getString(14)),
              working.stream().filter(agent -> agent.node().equals(node)).toList());
        })
        .list();
  }

  List<AgentView> working() {
    return agents.all();
  }

  /** Returns the circuit breakers of all tools that have failed since they last worked. */
  public List<BreakerView> breakers() {
    return breakers.all();
  }

  @Override
  public void start() {
    running = true;
    runOnce();
  }

  /** Removes this node, so that it does not count as dead. */
  @Override
  public void stop() {
    running = false;
    client.sql("delete from node where name = ?").param(name()).update();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Starts before workflows are executed, and stops after their execution has stopped. */
  @Override
  public int getPhase() {
    return -1000;
  }
}
