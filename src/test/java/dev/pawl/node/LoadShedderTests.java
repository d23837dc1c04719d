package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadShedderTests {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Integer> slots = new ArrayList<>();
  private LoadShedder loadShedder;
  private CpuTimes times = new CpuTimes(0, 0, 0, 0);
  private long now;

  @BeforeEach
  void createLoadShedder() {
    loadShedder = newLoadShedder(Duration.ofSeconds(20), true);
    loadShedder.update(0, 10, times, now = System.nanoTime());
  }

  private LoadShedder newLoadShedder(Duration settleTime, boolean adaptive) {
    var created =
        new LoadShedder(
            new NodeProperties(
                "node",
                4,
                Duration.ofSeconds(15),
                90,
                adaptive,
                settleTime,
                Duration.ofSeconds(60),
                null,
                5,
                Duration.ofSeconds(300),
                Map.of(),
                NodeProperties.StartMode.ACTIVE),
            meters);
    created.onChange(slots::add);
    return created;
  }

  /** Simulates one minute in which this node and other processes used a number of CPUs. */
  private void simulateMinute(double systemLoad, double own, double others) {
    times =
        new CpuTimes(
            times.own() + (long) (own * MINUTE),
            times.processes() + (long) ((own + others) * MINUTE),
            times.idle() + (long) ((cores - own - others) * MINUTE),
            times.total() + cores * MINUTE);
    loadShedder.update(systemLoad, 10, times, now += MINUTE);
  }

  private void simulateTenMinutes(double systemLoad, double own, double others) {
    for (int minute = 0; minute < 10; minute++) {
      simulateMinute(systemLoad, own, others);
    }
  }

  private double gauge(String strategy) {
    return meters.get("pawl.node.strategy").tag("strategy", strategy).gauge().value();
  }

  @Test
  void becomesConservativeAndRecovers() {
    simulateMinute(cores * 2.0, 0, cores);
    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.CONSERVATIVE);
    assertThat(gauge("conservative")).isEqualTo(1);
    assertThat(meters.get("pawl.node.load").gauge().value()).isEqualTo(cores * 2.0);

    simulateMinute(0, 0, 0);

    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.AGGRESSIVE);
    assertThat(gauge("conservative")).isZero();
    assertThat(slots).containsExactly(1, 4);
  }

  @Test
  void doesNotCountOwnCpuUse() {
    simulateTenMinutes(cores, cores, 0);

    assertThat(loadShedder.externalLoad()).isLessThan(0.1);
    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.AGGRESSIVE);
  }

  @Test
  void doesNotCountOwnWaitingThreads() {
    simulateTenMinutes(cores * 3.0, cores, 0);

    assertThat(loadShedder.externalLoad()).isLessThan(0.1);
    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.AGGRESSIVE);
  }

  @Test
  void attributesWaitingTasksByCpuUse() {
    simulateTenMinutes(cores * 3.0, cores / 2.0, cores / 2.0);

    assertThat(loadShedder.externalLoad()).isCloseTo(cores * 1.5, within(0.1));
    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.CONSERVATIVE);
  }

  @Test
  void attributesDiskWaitsToOtherProcesses() {
    simulateTenMinutes(cores * 3.0, 0.1, 0.1);

    assertThat(loadShedder.externalLoad()).isGreaterThan(cores * 2.5);
    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.CONSERVATIVE);
  }

  @Test
  void readsCpuTimes() {
    assertThat(CpuTimes.parse(5, "cpu  100 20 30 4000 500 6 7 80 9 0"))
        .isEqualTo(new CpuTimes(5, 163 * TICK, 4500 * TICK, 4743 * TICK));
    CpuTimes now = CpuTimes.readCurrent();
    assertThat(now.own()).isPositive();
    assertThat(now.total()).isGreaterThanOrEqualTo(now.idle());
  }

  @Test
  void keepsStrategyWhenNotAdaptive() {
    loadShedder = newLoadShedder(Duration.ofSeconds(20), false);

    simulateMinute(cores * 10.0, 0, cores);

    assertThat(loadShedder.strategy()).isEqualTo(LoadStrategy.AGGRESSIVE);
  }

  @Test
  void doesNotDelayStepsUnderLowLoad() throws InterruptedException {
    var waits = new ArrayList<String>();

    loadShedder.awaitLowerLoad(waits::add);

    assertThat(waits).isEmpty();
  }

  @Test
  void delaysStepUntilLoadIsLower() throws InterruptedException {
    simulateMinute(cores * 2.0, 0, cores);
    var waiting = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            loadShedder.awaitLowerLoad(what -> waiting.countDown());
            started.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(started.getCount()).isEqualTo(1);

    simulateMinute(0, 0, 0);

    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void startsStepAfterSettleTime() throws InterruptedException {
    loadShedder = newLoadShedder(Duration.ofMillis(20), true);
    simulateMinute(cores * 2.0, 0, cores);
    var waits = new ArrayList<String>();

    loadShedder.awaitLowerLoad(waits::add);

    assertThat(waits).singleElement().asString().startsWith("a lower load on the node");
  }
}
