package dev.pawl.node;

import dev.pawl.configuration.DurationRange;
import jakarta.validation.constraints.Pattern;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

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
 * @param labels the labels of the node, by name, which requests may require; {@code os} and {@code arch} are added
 * @param start whether the node starts active, or paused until it is resumed; for nodes on a restored backup
 */
@Validated
@ConfigurationProperties("pawl.node")
record NodeProperties(
    @Nullable @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._@:-]{0,199}") String name,
    @Nullable @Range(min = 1, max = 1000) Integer agentsPerRole,
    @DefaultValue("15s") @DurationRange(min = "2s", max = "1h") Duration heartbeatTimeout,
    @DefaultValue("90") @Range(min = 1, max = 100) int maxUtilizationPercent,
    @DefaultValue("true") boolean loadSheddingEnabled,
    @DefaultValue("10s") @DurationRange(min = "0s", max = "1h") Duration loadSettleTime,
    @DefaultValue("60s") @DurationRange(min = "0s", max = "30d") Duration admissionTimeout,
    @Nullable @DurationRange(min = "0s", max = "30d") Duration processorWaitTimeout,
    @DefaultValue("5") @Range(min = 1, max = 1000) int breakerFailureThreshold,
    @DefaultValue("300s") @DurationRange(min = "1s", max = "30d") Duration breakerOpenDuration,
    @DefaultValue
        Map<
                @Pattern(regexp = NodeCapabilities.LABEL_NAME) String,
                @Pattern(regexp = NodeCapabilities.LABEL_VALUE) String>
            labels,
    @DefaultValue("active") StartMode start) {

  /** How a node starts. */
  enum StartMode {
    /** The node claims workflows. */
    ACTIVE,
    /** The node claims no workflows until it is resumed. */
    PAUSED
  }

  private static final String DEFAULT_NAME =
      ManagementFactory.getRuntimeMXBean().getName()
          + "-"
          + Long.toString(ManagementFactory.getRuntimeMXBean().getStartTime(), 36);

  String nodeName() {
    return name == null ? DEFAULT_NAME : name;
  }

  /** Returns the labels, with those of the operating system and the processor unless they are set. */
  Map<String, String> allLabels() {
    var all = new TreeMap<String, String>();
    all.put("os", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT).split(" ")[0]);
    all.put("arch", System.getProperty("os.arch", "unknown"));
    all.putAll(labels);
    return all;
  }

  int slotsPerRole() {
    return agentsPerRole == null
        ? Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4)
        : agentsPerRole;
  }
}
