package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

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
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Integer> slots = new ArrayList<>();
  private Load load;
  private long used;
  private long now;

  @BeforeEach
  void begin() {
    load = load(Duration.ofSeconds(20), true);
    load.look(0, 10, used, now = System.nanoTime());
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

  private void later(double all, long own) {
    load.look(all, 10, used += own, now += MINUTE);
  }

  private double gauge(String strategy) {
    return meters.get("pawl.node.strategy").tag("strategy", strategy).gauge().value();
  }

  @Test
  void becomesConservativeAndGoesBack() {
    later(cores * 2.0, 0);
    assertThat(load.strategy()).isEqualTo(Strategy.CONSERVATIVE);
    assertThat(gauge("conservative")).isEqualTo(1);
    assertThat(meters.get("pawl.node.load").gauge().value()).isEqualTo(cores * 2.0);

    later(0, 0);

    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
    assertThat(gauge("conservative")).isZero();
    assertThat(slots).containsExactly(1, 4);
  }

  @Test
  void doesNotTakeItsOwnWorkForThatOfOthers() {
    for (int minute = 0; minute < 10; minute++) {
      later(cores, cores * MINUTE);
    }

    assertThat(load.others()).isLessThan(0.1);
    assertThat(load.strategy()).isEqualTo(Strategy.AGGRESSIVE);
  }

  @Test
  void staysAsItIsWhereThatIsWanted() {
    load = load(Duration.ofSeconds(20), false);

    later(cores * 10.0, 0);

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
    later(cores * 2.0, 0);
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

    later(0, 0);

    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void letsAStepBeginWhenItHasWaitedForLongEnough() throws InterruptedException {
    load = load(Duration.ofMillis(20), true);
    later(cores * 2.0, 0);
    var waited = new ArrayList<String>();

    load.calm(waited::add);

    assertThat(waited).singleElement().asString().startsWith("a calmer node");
  }
}
