package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTests {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Integer> slots = new ArrayList<>();
  private Load load;
  private Times times = new Times(0, 0, 0, 0);
  private long now;

  @BeforeEach
  void begin() {
    load = load(Duration.ofSeconds(20), true);
    load.look(0, 10, times, now = System.nanoTime());
  }

  private Load load(Duration calm, boolean adaptive) {
    var made =
        new Load(
            new NodeProperties(
                "node",
                4,
                Duration.ofSeconds(15),
                90,
                adaptive,
                calm,
                Duration.ofSeconds(60),
                5,
                Duration.ofSeconds(300)),
            meters);
    made.onChange(slots::add);
    return made;
  }

  /** Simulates one minute in which this node and other processes used a number of CPUs. */
  private void later(double all, double own, double others) {
    times =
        new Times(
            times.own() + (long) (own * MINUTE),
            times.processes() + (long) ((own + others) * MINUTE),
            times.idle() + (long) ((cores - own - others) * MINUTE),
            times.all() + cores * MINUTE);
    load.look(all, 10, times, now += MINUTE);
  }

  private void often(double all, double own, double others) {
    for (int minute = 0; minute < 10; minute++) {
      later(all, own, others);
    }
  }

  private double gauge(String strategy) {
    return meters.get("pawl.node.strategy").tag("strategy", strategy).gauge().value();
  }

  @Test
  void becomesConservativeAndGoesBack() {
    later(cores * 2.0, 0, cores);
    assertThat(load.strategy()).isEqualTo(Strategy.CONSERVATIVE);
    assertThat(gauge("conservative")).isEqualTo(1);
    assertThat(meters.get("pawl.node.load").gauge().value()).isEqualTo(cores * 2.0);

    later(0, 0, 0);

    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
    assertThat(gauge("conservative")).isZero();
    assertThat(slots).containsExactly(1, 4);
  }

  @Test
  void doesNotTakeItsOwnWorkForThatOfOthers() {
    often(cores, cores, 0);

    assertThat(load.others()).isLessThan(0.1);
    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
  }

  @Test
  void doesNotTakeItsOwnThreadsThatWaitForThoseOfOthers() {
    often(cores * 3.0, cores, 0);

    assertThat(load.others()).isLessThan(0.1);
    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
  }

  @Test
  void sharesOutThoseThatWaitAsTheProcessorsAre() {
    often(cores * 3.0, cores / 2.0, cores / 2.0);

    assertThat(load.others()).isCloseTo(cores * 1.5, within(0.1));
    assertThat(load.strategy()).isEqualTo(Strategy.CONSERVATIVE);
  }

  @Test
  void takesThoseThatWaitForDisksForOthers() {
    often(cores * 3.0, 0.1, 0.1);

    assertThat(load.others()).isGreaterThan(cores * 2.5);
    assertThat(load.strategy()).isEqualTo(Strategy.CONSERVATIVE);
  }

  @Test
  void readsTimesFromTheSystem() {
    assertThat(Times.of(5, "cpu  100 20 30 4000 500 6 7 80 9 0"))
        .isEqualTo(new Times(5, 163 * TICK, 4500 * TICK, 4743 * TICK));
    Times now = Times.now();
    assertThat(now.own()).isPositive();
    assertThat(now.all()).isGreaterThanOrEqualTo(now.idle());
  }

  @Test
  void staysAsItIsWhereThatIsWanted() {
    load = load(Duration.ofSeconds(20), false);

    later(cores * 10.0, 0, cores);

    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
  }

  @Test
  void letsStepsBeginAtOnceWhenItIsCalm() throws InterruptedException {
    var waited = new ArrayList<String>();

    load.calm(waited::add);

    assertThat(waited).isEmpty();
  }

  @Test
  void letsAStepWaitUntilItIsCalmer() throws InterruptedException {
    later(cores * 2.0, 0, cores);
    var waiting = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            load.calm(what -> waiting.countDown());
            begun.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(begun.getCount()).isEqualTo(1);

    later(0, 0, 0);

    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void letsAStepBeginWhenItHasWaitedForLongEnough() throws InterruptedException {
    load = load(Duration.ofMillis(20), true);
    later(cores * 2.0, 0, cores);
    var waited = new ArrayList<String>();

    load.calm(waited::add);

    assertThat(waited).singleElement().asString().startsWith("a lower load on the node");
  }
}
