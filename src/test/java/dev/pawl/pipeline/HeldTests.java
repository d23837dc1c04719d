package dev.pawl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pawl.pipeline.Held.Stop;
import dev.pawl.pipeline.Held.Working;
import dev.pawl.workflow.Claim;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeldTests {

  private static Held held(Duration fence) {
    return new Held(new Claim(UUID.randomUUID(), "quality_x", "node", 1, null), fence);
  }

  @Test
  void mayGoOnWhileItIsRenewed() {
    Held held = held(Duration.ofHours(1));

    assertThatNoException().isThrownBy(held::check);
    assertThat(held.stopped()).isNull();
  }

  @Test
  void fencesItselfWithoutARenewal() {
    Held held = held(Duration.ofSeconds(1));
    held.renewed(System.nanoTime() - Duration.ofSeconds(2).toNanos());

    assertThat(held.stopped()).isEqualTo(Stop.LOST);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(held::check);
    held.renewed(System.nanoTime());
    assertThat(held.stopped()).isNull();
  }

  @Test
  void staysLostOnceItIsLost() {
    Held held = held(Duration.ofHours(1));
    held.stop(Stop.LOST);
    held.stop(Stop.CANCELLED);

    assertThat(held.stopped()).isEqualTo(Stop.LOST);
  }

  @Test
  void interruptsItsWorker() throws InterruptedException {
    Held held = held(Duration.ofHours(1));
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
    held.workedOnBy(worker);

    held.stop(Stop.CANCELLED);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptsAWorkerThatComesTooLate() throws InterruptedException {
    Held held = held(Duration.ofHours(1));
    held.stop(Stop.CANCELLED);
    var thread = new Thread(() -> {});

    held.workedOnBy(thread);

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(held::check);
  }

  @Test
  void leavesNoInterruptBehindWithWhoHasDoneItsWork() {
    Held held = held(Duration.ofHours(1));

    try (var _ = held.workedOnBy(Thread.currentThread())) {
      held.stop(Stop.CANCELLED);
    }

    assertThat(Thread.interrupted()).isFalse();
  }

  /** Repeats the race so often that some stops coincide with the end of the registration. */
  @Test
  void interruptsNobodyWhoHasLeft() throws Exception {
    for (int turn = 0; turn < 2000; turn++) {
      Held held = held(Duration.ofHours(1));
      var ready = new CyclicBarrier(2);
      Thread canceller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ready.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  throw new IllegalStateException(e);
                }
                held.stop(Stop.CANCELLED);
              });
      Working working = held.workedOnBy(Thread.currentThread());
      ready.await();
      working.close();
      canceller.join();

      assertThat(Thread.interrupted()).as("round %d", turn).isFalse();
    }
  }
}
