package dev.pawl.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Measures the load by other processes on this machine and adapts how many steps this node admits. The node's own work
 * does not count as load.
 */
@Component
class LoadShedder {

  private static final Logger log = LoggerFactory.getLogger(LoadShedder.class);

  /** The time constant of the averages, as in the one-minute load average of the system. */
  private static final double AVERAGING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Duration START_INTERVAL = Duration.ofSeconds(2);

  private final NodeProperties properties;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private IntConsumer slotListener = number -> {};
  private LoadStrategy strategy = LoadStrategy.AGGRESSIVE;
  private double externalLoad;
  private double ownCpu;
  private double totalCpu;
  private double idleShare = 1;
  private CpuTimes lastTimes = CpuTimes.readCurrent();
  private long measuredAt = System.nanoTime();
  private boolean fullyWaited;
  private long lastStartAt = System.nanoTime() - START_INTERVAL.toNanos();

  LoadShedder(NodeProperties properties, MeterRegistry meters) {
    this.properties = properties;
    Gauge.builder("pawl.node.load", this, LoadShedder::externalLoad)
        .description("Load caused by other processes, as a one-minute average")
        .register(meters);
    for (LoadStrategy candidate : LoadStrategy.values()) {
      Gauge.builder("pawl.node.strategy", this, load -> load.strategy() == candidate ? 1 : 0)
          .description("1 for the current strategy, 0 for the others")
          .tag("strategy", candidate.value())
          .register(meters);
    }
  }

  /** Sets the listener that is called with the number of slots per role whenever it changes. */
  synchronized void onChange(IntConsumer listener) {
    slotListener = listener;
  }

  /** Takes a measurement of the load average and the memory use of the system. */
  void measure(ResourceUsage usage) {
    double systemLoad = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    update(
        Math.max(0, systemLoad), usage.memoryPercent(), CpuTimes.readCurrent(), System.nanoTime());
  }

  /**
   * Applies a measurement.
   *
   * @param systemLoad the load average of the whole system
   * @param memory the memory in use, in percent
   * @param currentTimes the CPU times at the time of the measurement
   * @param now the time of the measurement, as of {@link System#nanoTime()}
   */
  synchronized void update(double systemLoad, double memory, CpuTimes currentTimes, long now) {
    double elapsed = Math.max(1, now - measuredAt);
    double weight = 1 - Math.exp(-elapsed / AVERAGING_NANOS);
    ownCpu += weight * (Math.max(0, currentTimes.own() - lastTimes.own()) / elapsed - ownCpu);
    totalCpu +=
        weight
            * (Math.max(0, currentTimes.processes() - lastTimes.processes()) / elapsed - totalCpu);
    double totalTime = Math.max(1, currentTimes.total() - lastTimes.total());
    idleShare +=
        weight
            * (Math.clamp((currentTimes.idle() - lastTimes.idle()) / totalTime, 0, 1) - idleShare);
    lastTimes = currentTimes;
    measuredAt = now;
    externalLoad = externalLoad(systemLoad);
    LoadStrategy next =
        properties.loadSheddingEnabled()
            ? strategy.next(externalLoad, memory, cores)
            : LoadStrategy.AGGRESSIVE;
    if (next != strategy) {
      log.info(
          "Load strategy changed to {}: external load {}, memory {}%",
          next.value(), Math.round(externalLoad * 10) / 10.0, Math.round(memory));
      strategy = next;
      fullyWaited = false;
      slotListener.accept(next.slots(properties.slotsPerRole()));
    }
    notifyAll();
  }

  /**
   * Returns the part of the load average that other processes cause. The load average also counts waiting tasks: while
   * no CPU is idle, they are attributed in proportion to CPU use; otherwise they wait for disks, which the threads of
   * this node rarely do, and are attributed to other processes.
   */
  private double externalLoad(double systemLoad) {
    double busyCpu = Math.max(totalCpu, ownCpu);
    double externalCpu = busyCpu - ownCpu;
    double externalShare = busyCpu == 0 ? 1 : externalCpu / busyCpu;
    return Math.min(
        systemLoad,
        externalCpu
            + Math.max(0, systemLoad - busyCpu) * (idleShare + (1 - idleShare) * externalShare));
  }

  synchronized LoadStrategy strategy() {
    return strategy;
  }

  /** Returns the load by other processes. */
  synchronized double externalLoad() {
    return externalLoad;
  }

  /** Waits before a step starts while the strategy is conservative: until the load is lower or the wait times out. */
  void awaitLowerLoad(NodeService.WaitListener waitListener) throws InterruptedException {
    boolean conservative = strategy() == LoadStrategy.CONSERVATIVE;
    if (conservative) {
      waitListener.waitingFor(
          "a lower load on the node: external load %.1f, or memory is low"
              .formatted(externalLoad()));
    }
    delayStart(conservative);
  }

  private synchronized void delayStart(boolean conservative) throws InterruptedException {
    if (conservative) {
      if (!fullyWaited) {
        awaitStrategyChange(properties.loadSettleTime());
        // The full wait happens only once: lasting load must not delay every single step by it.
        fullyWaited = strategy == LoadStrategy.CONSERVATIVE;
      }
      long remaining = START_INTERVAL.toNanos() - (System.nanoTime() - lastStartAt);
      if (strategy == LoadStrategy.CONSERVATIVE && remaining > 0) {
        awaitStrategyChange(Duration.ofNanos(remaining));
      }
    }
    lastStartAt = System.nanoTime();
  }

  private void awaitStrategyChange(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (strategy == LoadStrategy.CONSERVATIVE) {
      long remaining = deadline - System.nanoTime();
      if (remaining <= 0) {
        return;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(remaining) + 1);
    }
  }
}
