package dev.pawl.node;

import com.sun.management.OperatingSystemMXBean;
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
 * What others than this node ask of the machine, and how much the node takes on because of it (2-behaviour, 7.5). Its own work
 * does not count: a node that is busy is not a node in trouble.
 */
@Component
class Load {

  private static final Logger log = LoggerFactory.getLogger(Load.class);

  /** The system's average forgets at this pace, and so does ours. */
  private static final double MINUTE = TimeUnit.MINUTES.toNanos(1);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final NodeProperties properties;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private IntConsumer slots = number -> {};
  private Strategy strategy = Strategy.AGGRESSIVE;
  private double others;
  private double own;
  private long ownNanos = ownTime();
  private long looked = System.nanoTime();
  private boolean awaited;
  private long begun = System.nanoTime() - PAUSE.toNanos();

  Load(NodeProperties properties, MeterRegistry meters) {
    this.properties = properties;
    Gauge.builder("pawl.node.load", this, Load::others)
        .description("Processes of others that run or want to, on average of a minute")
        .register(meters);
    for (Strategy one : Strategy.values()) {
      Gauge.builder("pawl.node.strategy", this, load -> load.strategy() == one ? 1 : 0)
          .description("1 for what the node does at present")
          .tag("strategy", one.word())
          .register(meters);
    }
  }

  /** Who is told how many agents of a role may work at once, whenever that changes. */
  synchronized void onChange(IntConsumer told) {
    slots = told;
  }

  /** Looks at the system's average, and at the memory that is in use. */
  void look(Reading reading) {
    double all = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    look(Math.max(0, all), reading.memory(), ownTime(), System.nanoTime());
  }

  /**
   * Takes a new look.
   *
   * @param all the load of the whole system
   * @param used time of processors that this process and what it has started have used so far, in nanoseconds
   * @param now in nanoseconds
   */
  synchronized void look(double all, double memory, long used, long now) {
    double passed = Math.max(1, now - looked);
    double share = Math.exp(-passed / MINUTE);
    own = own * share + Math.max(0, used - ownNanos) / passed * (1 - share);
    ownNanos = used;
    looked = now;
    others = Math.max(0, all - own);
    Strategy next =
        properties.adaptive() ? strategy.next(others, memory, cores) : Strategy.AGGRESSIVE;
    if (next != strategy) {
      log.info(
          "The node is {}: others have a load of {}, {} % of memory are in use",
          next.word(), Math.round(others * 10) / 10.0, Math.round(memory));
      strategy = next;
      awaited = false;
      slots.accept(next.slots(properties.agents()));
    }
    notifyAll();
  }

  private static long ownTime() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long started =
        ProcessHandle.current()
            .descendants()
            .mapToLong(one -> one.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
            .sum();
    return system.getProcessCpuTime() + started;
  }

  synchronized Strategy strategy() {
    return strategy;
  }

  /** The load of others. */
  synchronized double others() {
    return others;
  }

  /** Lets a step begin: at once, or when it has become calmer, or when it has waited for long enough. */
  void calm(Nodes.Waiting waiting) throws InterruptedException {
    boolean tense = strategy() == Strategy.CONSERVATIVE;
    if (tense) {
      waiting.forWhat(
          "a calmer node: others have a load of %.1f, or memory is short".formatted(others()));
    }
    begin(tense);
  }

  private synchronized void begin(boolean tense) throws InterruptedException {
    if (tense) {
      if (!awaited) {
        await(properties.calm());
        // Load that lasts for hours must not cost as many seconds as there are steps.
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
