package dev.pawl.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of this node.
 *
 * @param name the name of the node; by default made of process ID, host and start time
 * @param agentsPerRole the maximum number of agents of each role that work in parallel; by default half of the CPUs, 1 to 4
 * @param heartbeatTimeout the time without a heartbeat after which a node counts as dead
 * @param maxUtilizationPercent the maximum utilization of CPU, memory and disk, in percent, at which steps are still started
 * @param loadSheddingEnabled whether the node starts fewer steps while other processes load the machine
 * @param loadSettleTime the maximum time that a step waits for a lower load of the machine, and after which one step after
 *     the other starts although the CPU is in use; under lasting load, only one step waits that long
 * @param admissionTimeout the maximum time that a step waits for memory before the attempt fails
 * @param processorWaitTimeout the maximum time that a step waits for CPU, behind other steps that wait, before the attempt
 *     fails; by default, it waits until the timeout of its workflow
 * @param breakerFailureThreshold the number of consecutive failures, on at least three targets, after which the circuit
 *     breaker of a program opens
 * @param breakerOpenDuration the time that a circuit breaker stays open
 */
@ConfigurationProperties("pawl.node")
record NodeProperties(
    @Nullable String name,
    @Nullable Integer agentsPerRole,
    @DefaultValue("15s") Duration heartbeatTimeout,
    @DefaultValue("90") int maxUtilizationPercent,
    @DefaultValue("true") boolean loadSheddingEnabled,
    @DefaultValue("10s") Duration loadSettleTime,
    @DefaultValue("60s") Duration admissionTimeout,
    @Nullable Duration processorWaitTimeout,
    @DefaultValue("5") int breakerFailureThreshold,
    @DefaultValue("300s") Duration breakerOpenDuration) {

  private static final String DEFAULT_NAME =
      ManagementFactory.getRuntimeMXBean().getName()
          + "-"
          + Long.toString(ManagementFactory.getRuntimeMXBean().getStartTime(), 36);

  String nodeName() {
    return name == null ? DEFAULT_NAME : name;
  }

  int slotsPerRole() {
    return agentsPerRole == null
        ? Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4)
        : Math.max(1, agentsPerRole);
  }
}
