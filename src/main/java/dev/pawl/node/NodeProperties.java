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
 * @param slots the maximum number of agents of each role that work in parallel; by default half of the CPUs, 1 to 4
 * @param lease the time without a heartbeat after which a node counts as dead
 * @param mostPercent the maximum utilization of CPU, memory and disk, in percent, at which steps are still started
 * @param adaptive whether the node starts fewer steps while other processes load the machine
 * @param calm the maximum time that a step waits for a lower load of the machine; under lasting load, only one step
 *     waits that long
 * @param patience the maximum time that a step waits for CPU and memory before the attempt fails
 * @param breakerFailures the number of consecutive failures after which the circuit breaker of a tool opens
 * @param breakerPause the time that a circuit breaker stays open
 */
@ConfigurationProperties("pawl.node")
record NodeProperties(
    @Nullable String name,
    @Nullable Integer slots,
    @DefaultValue("15s") Duration lease,
    @DefaultValue("90") int mostPercent,
    @DefaultValue("true") boolean adaptive,
    @DefaultValue("10s") Duration calm,
    @DefaultValue("60s") Duration patience,
    @DefaultValue("5") int breakerFailures,
    @DefaultValue("300s") Duration breakerPause) {

  private static final String UNIQUE =
      ManagementFactory.getRuntimeMXBean().getName()
          + "-"
          + Long.toString(ManagementFactory.getRuntimeMXBean().getStartTime(), 36);

  String nodeName() {
    return name == null ? UNIQUE : name;
  }

  int agents() {
    return slots == null
        ? Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4)
        : Math.max(1, slots);
  }
}
