package dev.pawl.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this node is and offers.
 *
 * @param name what it calls itself; process, host and start time when absent
 * @param slots how many agents of each role work at once; half of the processors, 1 to 4, when absent
 * @param lease after how long without a sign a node counts as dead
 * @param mostPercent how much of processors, memory and disk may be in use before no step is begun
 * @param adaptive whether less is taken on while others than this node load its machine
 * @param calm how long a step waits for others to load the machine less; only one does while they go on
 * @param patience how long a step waits for processors and memory
 * @param breakerFailures after how many failures in a row a tool is left alone
 * @param breakerPause for how long
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
