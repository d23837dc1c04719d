package dev.pawl.node;

import dev.pawl.node.ClusterCapabilities.LiveNode;
import dev.pawl.node.NodeProperties.StartMode;
import dev.pawl.node.NodeView.AgentView;
import dev.pawl.node.NodeView.BreakerView;
import dev.pawl.web.DatabaseFailed;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Registers this node in the cluster, sends heartbeats, deploys agents and gives access to the circuit breakers. */
@Service
@EnableConfigurationProperties(NodeProperties.class)
public class NodeService implements SmartLifecycle {

  /** A callback for waits, called before the wait. */
  @FunctionalInterface
  public interface WaitListener {

    /** Called with a description of the awaited resource. */
    void waitingFor(String resource);
  }

  /** Deployed agents; closing releases their slots. */
  @FunctionalInterface
  public interface Deployment extends AutoCloseable {

    @Override
    void close();
  }

  /** An entry in a queue; closing removes it. */
  public interface QueueEntry extends AutoCloseable {

    /** Returns the position in the queue, from 1. */
    int position();

    /**
     * Starts the step although the processors are in use, if it is the first one and has waited long enough; returns
     * false otherwise.
     */
    boolean start();

    @Override
    void close();
  }

  private static final Logger log = LoggerFactory.getLogger(NodeService.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> TOOL_VERSIONS = new TypeReference<>() {};
  private static final Duration REMOVE_AFTER = Duration.ofHours(1);
  private static final String OPERATING_SYSTEM =
      "%s %s"
          .formatted(System.getProperty("os.name", "unknown"), System.getProperty("os.version", ""))
          .strip();

  private final JdbcClient client;
  private final NodeProperties properties;
  private final ResourceMonitor resourceMonitor;
  private final AgentPool agentPool;
  private final CircuitBreakerRegistry circuitBreakers;
  private final LoadShedder loadShedder;
  private final List<NodeTools> tools;
  private final DatabaseWriteHealthIndicator databaseHealth;
  private final DataFolderHealthIndicator dataFolderHealth;
  private final ProcessorQueue processorQueue;
  private final Object heartbeatMonitor = new Object();
  private volatile boolean running;
  private volatile NodeAdmission admission;
  private volatile ClusterCapabilities cluster = new ClusterCapabilities(List.of());

  NodeService(
      JdbcClient client,
      NodeProperties properties,
      ResourceMonitor resourceMonitor,
      AgentPool agentPool,
      CircuitBreakerRegistry circuitBreakers,
      LoadShedder loadShedder,
      List<NodeTools> tools,
      DatabaseWriteHealthIndicator databaseHealth,
      DataFolderHealthIndicator dataFolderHealth) {
    this.client = client;
    this.properties = properties;
    this.resourceMonitor = resourceMonitor;
    this.agentPool = agentPool;
    this.circuitBreakers = circuitBreakers;
    this.loadShedder = loadShedder;
    this.tools = List.copyOf(tools);
    this.databaseHealth = databaseHealth;
    this.dataFolderHealth = dataFolderHealth;
    this.processorQueue = new ProcessorQueue(properties.loadSettleTime(), System::nanoTime);
    this.admission = initialAdmission();
    loadShedder.onChange(agentPool::setSlotsPerRole);
  }

  private NodeAdmission initialAdmission() {
    return properties.start() == StartMode.PAUSED ? NodeAdmission.PAUSED : NodeAdmission.ACTIVE;
  }

  /** Returns the name of this node. */
  public String name() {
    return properties.nodeName();
  }

  /** Returns whether this node claims workflows, as of its last heartbeat. */
  public NodeAdmission admission() {
    return admission;
  }

  /** Returns whether this node has the disk space that every workflow requires. */
  public boolean hasUsableDisks() {
    return dataFolderHealth.isUsable();
  }

  /** Returns what this node has; without tools until they are known. */
  public NodeCapabilities capabilities() {
    return findCapabilities()
        .orElseGet(() -> new NodeCapabilities(properties.allLabels(), Map.of()));
  }

  /** Returns what the live nodes have, as of the last heartbeat of this node. */
  public ClusterCapabilities cluster() {
    return cluster;
  }

  /** Returns the time without a heartbeat after which a node counts as dead. */
  public Duration heartbeatTimeout() {
    return properties.heartbeatTimeout();
  }

  /** Returns the current resource usage of this node. */
  public ResourceUsage resourceUsage() {
    return resourceMonitor.read();
  }

  /** Waits for the next heartbeat, at most for the given time, and returns the resource usage then. */
  public ResourceUsage awaitResourceUsage(Duration timeout) throws InterruptedException {
    synchronized (heartbeatMonitor) {
      heartbeatMonitor.wait(Math.max(1, timeout.toMillis()));
    }
    return resourceMonitor.read();
  }

  /** Returns the maximum resource use at which steps are still started, in percent. */
  public int maxUtilization() {
    return properties.maxUtilizationPercent();
  }

  /** Adds a step to the queue of those that wait for free processors. */
  public QueueEntry joinProcessorQueue() {
    return processorQueue.join();
  }

  /** Returns the maximum time that a step waits for CPU; empty if it waits until the timeout of its workflow. */
  public Optional<Duration> processorWaitTimeout() {
    return Optional.ofNullable(properties.processorWaitTimeout());
  }

  /** Returns the maximum time that a step waits for memory. */
  public Duration admissionTimeout() {
    return properties.admissionTimeout();
  }

  /**
   * Acquires one slot for each role. Waits for a lower load of the machine and for free slots.
   *
   * @param maxWait the maximum time to wait for each slot
   * @throws TimeoutException if a slot did not become free in time
   */
  public Deployment deploy(
      Collection<String> roles,
      String workflow,
      String step,
      Duration maxWait,
      WaitListener waitListener)
      throws InterruptedException, TimeoutException {
    loadShedder.awaitLowerLoad(waitListener);
    return agentPool.deploy(roles, workflow, step, maxWait, waitListener);
  }

  /** Returns how long the breaker of a program stays open for a project; empty if the program may be used. */
  public Optional<Duration> breakerOpenFor(String program, @Nullable String project) {
    return circuitBreakers.openFor(program, project);
  }

  /** Returns the programs whose circuit breaker is open for a project. */
  public Set<String> openBreakers(@Nullable String project) {
    return circuitBreakers.openTools(project);
  }

  /** Records that a program worked in a project. */
  public void recordSuccess(String program, @Nullable String project) {
    circuitBreakers.recordSuccess(program, project);
  }

  /** Records that a program crashed or hung on a target of a project. */
  public void recordFailure(
      String program, @Nullable String project, String target, String message) {
    circuitBreakers.recordFailure(program, project, target, message);
  }

  /** Publishes the working agents of this node to the other nodes. */
  @Scheduled(fixedDelay = 200)
  void publishAgents() {
    if (running) {
      agentPool.publish();
    }
  }

  /** Sends a heartbeat, and removes the orphaned agents of dead nodes. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void sendHeartbeat() {
    if (!running) {
      return;
    }
    try {
      writeHeartbeat();
      databaseHealth.recordHeartbeat();
      agentPool.deleteStale();
      int orphans =
          client
              .sql(
                  """
                  delete from agent a where not exists (
                    select from node n where n.name = a.node and n.seen_at > now() - ? * interval '1 second')
                  """)
              .param(properties.heartbeatTimeout().toSeconds())
              .update();
      if (orphans > 0) {
        log.warn("Removed {} orphaned agents of dead nodes", orphans);
      }
      client
          .sql("delete from node where seen_at < now() - ? * interval '1 second'")
          .param(REMOVE_AFTER.toSeconds())
          .update();
    } catch (RuntimeException e) {
      log.debug("Failed to send a heartbeat", e);
      databaseHealth.recordFailure(
          DatabaseFailed.findIn(e)
              .map(DatabaseFailed::reason)
              .orElseGet(() -> String.valueOf(e.getMessage())));
    }
    synchronized (heartbeatMonitor) {
      heartbeatMonitor.notifyAll();
    }
  }

  private void writeHeartbeat() {
    ResourceUsage usage = resourceMonitor.read();
    loadShedder.measure(usage);
    String stored =
        client
            .sql(
                """
                insert into node (name, started_at, seen_at, host, process, slots, cpu_cores, cpu, memory, disk, disk_free,
                  load, strategy, tools, capabilities, operating_system, admission)
                values (:name, now(), now(), :host, :process, :slots, :cores, :cpu, :memory, :disk, :free, :load, :strategy,
                  :tools::jsonb, :capabilities::jsonb, :system, :admission)
                on conflict (name) do update set seen_at = now(), cpu = :cpu, memory = :memory,
                  disk = :disk, disk_free = :free, load = :load, strategy = :strategy, tools = :tools::jsonb,
                  capabilities = :capabilities::jsonb
                returning admission
                """)
            .param("name", name())
            .param("host", host())
            .param("process", ProcessHandle.current().pid())
            .param("slots", properties.slotsPerRole())
            .param("cores", ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors())
            .param("cpu", usage.cpuPercent())
            .param("memory", usage.memoryPercent())
            .param("disk", usage.diskPercent())
            .param("free", usage.diskFreeBytes())
            .param("load", loadShedder.externalLoad())
            .param("strategy", loadShedder.strategy().name())
            .param("tools", installedTools().map(JSON::writeValueAsString).orElse(null))
            .param("capabilities", capabilities().toJson())
            .param("system", OPERATING_SYSTEM)
            .param("admission", admission.name())
            .query(String.class)
            .single();
    setAdmission(NodeAdmission.valueOf(stored));
    cluster = readCluster();
  }

  private record CapabilitiesRow(String name, @Nullable String capabilities, boolean toolsKnown) {

    LiveNode toLiveNode() {
      return new LiveNode(
          name,
          capabilities == null ? NodeCapabilities.NONE : NodeCapabilities.ofJson(capabilities),
          toolsKnown);
    }
  }

  private ClusterCapabilities readCluster() {
    return new ClusterCapabilities(
        client
            .sql(
                """
                select name, capabilities, tools is not null and capabilities is not null as tools_known
                from node where seen_at > now() - ? * interval '1 second' order by name
                """)
            .param(properties.heartbeatTimeout().toSeconds())
            .query(CapabilitiesRow.class)
            .list()
            .stream()
            .map(row -> Objects.requireNonNull(row).toLiveNode())
            .toList());
  }

  private void setAdmission(NodeAdmission changed) {
    if (admission != changed) {
      log.info("Node {} is {}", name(), changed.value());
      admission = changed;
    }
  }

  /**
   * Changes whether a live node claims workflows. This node applies it at once, others with their next heartbeat.
   *
   * @return the changed node; empty if there is no live node with this name
   */
  Optional<NodeView> changeAdmission(String node, NodeAdmission changed) {
    int updated =
        client
            .sql(
                """
                update node set admission = ? where name = ? and seen_at > now() - ? * interval '1 second'
                """)
            .params(changed.name(), node, properties.heartbeatTimeout().toSeconds())
            .update();
    if (updated == 0) {
      return Optional.empty();
    }
    if (node.equals(name())) {
      setAdmission(changed);
    }
    return findAll().stream().filter(view -> view.name().equals(node)).findFirst();
  }

  /** Returns the versions of the programs that are installed on this node; empty until all of them are known. */
  private Optional<Map<String, String>> installedTools() {
    if (tools.isEmpty()) {
      return Optional.empty();
    }
    var installed = new TreeMap<String, String>();
    for (NodeTools part : tools) {
      Optional<Map<String, String>> versions = part.versions();
      if (versions.isEmpty()) {
        return Optional.empty();
      }
      installed.putAll(versions.get());
    }
    return Optional.of(installed);
  }

  /** Returns what this node has; empty until its tools are known. */
  private Optional<NodeCapabilities> findCapabilities() {
    var versionsByLanguage = new TreeMap<String, Map<String, String>>();
    for (NodeTools part : tools) {
      Optional<Map<String, String>> versions = part.versions();
      if (versions.isEmpty()) {
        return Optional.empty();
      }
      versions
          .get()
          .forEach((name, version) -> {
            for (String language : part.languagesOf(name)) {
              String tool = name.endsWith(" " + language) ? name.split(" ")[0] : name;
              versionsByLanguage
                  .computeIfAbsent(language, key -> new TreeMap<>())
                  // A program comes before a formatter of the same name that runs in this process.
                  .merge(tool, version, (first, second) -> tool.equals(name) ? second : first);
            }
          });
    }
    var toolsets = new TreeMap<String, String>();
    versionsByLanguage.forEach(
        (language, versions) -> toolsets.put(language, NodeCapabilities.toolset(versions)));
    return Optional.of(new NodeCapabilities(properties.allLabels(), toolsets));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private record NodeRow(
      String name,
      boolean alive,
      String host,
      long process,
      Instant startedAt,
      Instant seenAt,
      int cpuCores,
      int slots,
      double cpu,
      double memory,
      double disk,
      long diskFree,
      double load,
      LoadStrategy strategy,
      NodeAdmission admission,
      int workflows,
      @Nullable String tools,
      @Nullable String capabilities,
      @Nullable String operatingSystem) {

    NodeView toView(List<AgentView> agents) {
      return new NodeView(
          name,
          alive,
          host,
          process,
          startedAt,
          seenAt,
          cpuCores,
          slots,
          oneDecimal(cpu),
          oneDecimal(memory),
          oneDecimal(disk),
          diskFree,
          oneDecimal(load),
          strategy,
          admission,
          workflows,
          operatingSystem,
          capabilities == null ? null : NodeCapabilities.ofJson(capabilities).labels(),
          toolVersions(),
          agents);
    }

    private @Nullable Map<String, String> toolVersions() {
      return tools == null ? null : JSON.readValue(tools, TOOL_VERSIONS);
    }

    private static double oneDecimal(double value) {
      return Math.round(value * 10) / 10.0;
    }
  }

  /** Returns all registered nodes, including dead ones that are not removed yet. */
  public List<NodeView> findAll() {
    List<AgentView> workingAgents = agentPool.findAll();
    return client
        .sql(
            """
            select name, seen_at > now() - ? * interval '1 second' as alive, host, process, started_at, seen_at,
              cpu_cores, slots, cpu, memory, disk, disk_free, load, strategy, admission, tools, capabilities,
              operating_system,
              coalesce(claimed.workflows, 0) as workflows
            from node
              left join (
                select w.node, count(*) as workflows from workflow w
                where (w.status in ('QUEUED', 'RUNNING') or w.rollback_requested or w.publishing) and w.lease_until > now()
                group by w.node) claimed on claimed.node = node.name
            order by started_at, name
            """)
        .param(properties.heartbeatTimeout().toSeconds())
        .query(NodeRow.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .map(row ->
            row.toView(
                workingAgents.stream().filter(agent -> agent.node().equals(row.name())).toList()))
        .toList();
  }

  /** Returns the versions of the installed programs by node, for the live nodes that have reported them. */
  public Map<String, Map<String, String>> findTools() {
    var byNode = new TreeMap<String, Map<String, String>>();
    for (NodeView node : findAll()) {
      if (node.alive() && node.tools() != null) {
        byNode.put(node.name(), node.tools());
      }
    }
    return byNode;
  }

  List<AgentView> findAgents() {
    return agentPool.findAll();
  }

  /** Returns the circuit breakers of all tools that have failed since they last worked. */
  public List<BreakerView> findBreakers() {
    return circuitBreakers.findAll();
  }

  @Override
  public void start() {
    admission = initialAdmission();
    if (admission != NodeAdmission.ACTIVE) {
      log.warn(
          "Node {} is paused (pawl.node.start): it claims no workflows, starts no schedules, sends"
              + " no callbacks and deletes no workflows until POST /api/v1/nodes/{}/resumption",
          name(),
          name());
    }
    running = true;
    try {
      // A node that was killed leaves its row, with its admission.
      client.sql("delete from node where name = ?").param(name()).update();
    } catch (DataAccessException e) {
      log.warn("Failed to remove the former entry of the node: {}", e.getMessage());
    }
    sendHeartbeat();
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
