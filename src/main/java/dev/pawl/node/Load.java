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
  private double processes;
  private double idle = 1;
  private Times times = Times.now();
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
    look(Math.max(0, all), reading.memory(), Times.now(), System.nanoTime());
  }

  /**
   * Takes a new look.
   *
   * @param all the load of the whole system
   * @param now in nanoseconds
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
          "The node is {}: others have a load of {}, {} % of memory are in use",
          next.word(), Math.round(others * 10) / 10.0, Math.round(memory));
      strategy = next;
      awaited = false;
      slots.accept(next.slots(properties.agents()));
    }
    notifyAll();
  }

  /**
   * The part of the system's average that is not this node's. Who only waits is in it too: where no processor is idle, as
   * many of those are others as have the processors, else they wait for disks, which the node's own threads seldom do.
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
