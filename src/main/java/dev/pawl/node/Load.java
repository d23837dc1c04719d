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
class Load {

  private static final Logger log = LoggerFactory.getLogger(Load.class);

  /** The time constant of the averages, as in the one-minute load average of the system. */
  private static final double MINUTE = TimeUnit.MINUTES.toNanos(1);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final NodeProperties properties;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private IntConsumer slots = number -> {};
  private Strategy strategy = Strategy.AGGRESSIVE;
  private double others;
  private double own;
  private double processes;
  private double idle = 1;
  private Times times = Times.now();
  private long looked = System.nanoTime();
  private boolean awaited;
  private long begun = System.nanoTime() - PAUSE.toNanos();

  Load(NodeProperties properties, MeterRegistry meters) {
    this.properties = properties;
    Gauge.builder("pawl.node.load", this, Load::others)
        .description("Load by other processes, as one-minute average")
        .register(meters);
    for (Strategy one : Strategy.values()) {
      Gauge.builder("pawl.node.strategy", this, load -> load.strategy() == one ? 1 : 0)
          .description("1 for the current strategy, 0 for the others")
          .tag("strategy", one.word())
          .register(meters);
    }
  }

  /** Sets the listener that is called with the number of slots per role whenever it changes. */
  synchronized void onChange(IntConsumer told) {
    slots = told;
  }

  /** Takes a measurement of the load average and the memory use of the system. */
  void look(Reading reading) {
    double all = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    look(Math.max(0, all), reading.memory(), Times.now(), System.nanoTime());
  }

  /**
   * Applies a measurement.
   *
   * @param all the load average of the whole system
   * @param memory the memory in use, in percent
   * @param then the CPU times at the time of the measurement
   * @param now the time of the measurement, as of {@link System#nanoTime()}
   */
  synchronized void look(double all, double memory, Times then, long now) {
    double passed = Math.max(1, now - looked);
    double fresh = 1 - Math.exp(-passed / MINUTE);
    own += fresh * (Math.max(0, then.own() - times.own()) / passed - own);
    processes += fresh * (Math.max(0, then.processes() - times.processes()) / passed - processes);
    double time = Math.max(1, then.all() - times.all());
    idle += fresh * (Math.clamp((then.idle() - times.idle()) / time, 0, 1) - idle);
    times = then;
    looked = now;
    others = others(all);
    Strategy next =
        properties.adaptive() ? strategy.next(others, memory, cores) : Strategy.AGGRESSIVE;
    if (next != strategy) {
      log.info(
          "Load strategy changed to {}: external load {}, memory {} %",
          next.word(), Math.round(others * 10) / 10.0, Math.round(memory));
      strategy = next;
      awaited = false;
      slots.accept(next.slots(properties.agents()));
    }
    notifyAll();
  }

  /**
   * Returns the part of the load average that other processes cause. The load average also counts waiting tasks: while
   * no CPU is idle, they are attributed in proportion to CPU use; otherwise they wait for disks, which the threads of
   * this node rarely do, and are attributed to other processes.
   */
  private double others(double all) {
    double busy = Math.max(processes, own);
    double working = busy - own;
    double share = busy == 0 ? 1 : working / busy;
    return Math.min(all, working + Math.max(0, all - busy) * (idle + (1 - idle) * share));
  }

  synchronized Strategy strategy() {
    return strategy;
  }

  /** Returns the load by other processes. */
  synchronized double others() {
    return others;
  }

  /** Waits before a step starts while the strategy is conservative: until the load is lower or the wait times out. */
  void calm(Nodes.Waiting waiting) throws InterruptedException {
    boolean tense = strategy() == Strategy.CONSERVATIVE;
    if (tense) {
      waiting.forWhat(
          "a lower load on the node: external load %.1f, or memory is low".formatted(others()));
    }
    begin(tense);
  }

  private synchronized void begin(boolean tense) throws InterruptedException {
    if (tense) {
      if (!awaited) {
        await(properties.calm());
        // The full wait happens only once: lasting load must not delay every single step by it.
        awaited = strategy == Strategy.CONSERVATIVE;
      }
      long rest = PAUSE.toNanos() - (System.nanoTime() - begun);
      if (strategy == Strategy.CONSERVATIVE && rest > 0) {
        await(Duration.ofNanos(rest));
      }
    }
    begun = System.nanoTime();
  }

  private void await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (strategy == Strategy.CONSERVATIVE) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
  }
}
