package dev.pawl.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pawl.engine.pipeline.ActiveClaim.Registration;
import dev.pawl.engine.pipeline.ActiveClaim.StopReason;
import dev.pawl.lock.Claim;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActiveClaimTests {

  private static ActiveClaim activeClaim(Duration fencingTimeout) {
    return new ActiveClaim(
        new Claim(UUID.randomUUID(), "quality_x", "node", 1, null), fencingTimeout);
  }

  @Test
  void staysActiveWhileRenewed() {
    ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));

    assertThatNoException().isThrownBy(activeClaim::ensureActive);
    assertThat(activeClaim.stopReason()).isNull();
  }

  @Test
  void isFencedWithoutRenewal() {
    ActiveClaim activeClaim = activeClaim(Duration.ofSeconds(1));
    activeClaim.recordRenewal(System.nanoTime() - Duration.ofSeconds(2).toNanos());

    assertThat(activeClaim.stopReason()).isEqualTo(StopReason.LOST);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(activeClaim::ensureActive);
    activeClaim.recordRenewal(System.nanoTime());
    assertThat(activeClaim.stopReason())
        .as("after a late renewal: its work has begun to stop")
        .isEqualTo(StopReason.LOST);
  }

  @Test
  void isValidWithALateRenewalThatNothingHasMissed() {
    ActiveClaim activeClaim = activeClaim(Duration.ofSeconds(1));
    activeClaim.recordRenewal(System.nanoTime() - Duration.ofSeconds(2).toNanos());
    activeClaim.recordRenewal(System.nanoTime());

    assertThat(activeClaim.stopReason()).isNull();
  }

  @Test
  void staysLost() {
    ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));
    activeClaim.stop(StopReason.LOST);
    activeClaim.stop(StopReason.CANCELLED);

    assertThat(activeClaim.stopReason()).isEqualTo(StopReason.LOST);
  }

  @Test
  void interruptsRegisteredThread() throws InterruptedException {
    ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));
    var interrupted = new CountDownLatch(1);
    Thread worker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    activeClaim.onStop(worker::interrupt);

    activeClaim.stop(StopReason.CANCELLED);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptsThreadRegisteredAfterStop() throws InterruptedException {
    ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));
    activeClaim.stop(StopReason.CANCELLED);
    var thread = new Thread(() -> {});

    activeClaim.onStop(thread::interrupt);

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(activeClaim::ensureActive);
  }

  @Test
  void clearsInterruptOnUnregistration() {
    ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));

    try (var _ = activeClaim.interruptCurrentThreadOnStop()) {
      activeClaim.stop(StopReason.CANCELLED);
    }

    assertThat(Thread.interrupted()).isFalse();
  }

  /** Repeats the race so often that some stops coincide with the end of the registration. */
  @Test
  void doesNotInterruptUnregisteredThread() throws Exception {
    for (int round = 0; round < 2000; round++) {
      ActiveClaim activeClaim = activeClaim(Duration.ofHours(1));
      var ready = new CyclicBarrier(2);
      Thread canceller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ready.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  throw new IllegalStateException(e);
                }
                activeClaim.stop(StopReason.CANCELLED);
              });
      Registration registration = activeClaim.interruptCurrentThreadOnStop();
      ready.await();
      registration.close();
      canceller.join();

      assertThat(Thread.interrupted()).as("round %d", round).isFalse();
    }
  }
}
