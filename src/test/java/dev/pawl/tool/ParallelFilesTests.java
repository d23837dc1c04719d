package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelFilesTests {

  @Test
  void preservesInputOrder() throws InterruptedException {
    var inputs = IntStream.range(0, 1000).boxed().toList();

    assertThat(ParallelFiles.flatMap(inputs, input -> List.of(input * 2)))
        .isEqualTo(IntStream.range(0, 1000).map(input -> input * 2).boxed().toList());
  }

  @Test
  void returnsNothingWithoutInputs() throws InterruptedException {
    assertThat(ParallelFiles.flatMap(List.<Integer>of(), input -> List.of(input))).isEmpty();
  }

  @Test
  void propagatesFailure() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            ParallelFiles.flatMap(
                List.of(1),
                input -> {
                  throw new IllegalArgumentException("no");
                }))
        .withMessageContaining("no");
  }

  @Test
  void stopsWhenInterrupted() throws InterruptedException {
    var inputs = IntStream.range(0, 10_000).boxed().toList();
    var done = new AtomicInteger();
    var started = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Thread worker =
        Thread.ofPlatform()
            .start(() -> {
              assertThatExceptionOfType(InterruptedException.class)
                  .isThrownBy(() ->
                      ParallelFiles.flatMap(
                          inputs,
                          input -> {
                            started.countDown();
                            new InterruptibleDelay(1).awaitMillis(1);
                            done.incrementAndGet();
                            return List.of();
                          }));
              ended.countDown();
            });

    started.await();
    worker.interrupt();

    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(done).hasValueLessThan(10_000);
  }

  /** A latch for a short wait that reacts to interrupts. */
  private static final class InterruptibleDelay extends CountDownLatch {

    InterruptibleDelay(int count) {
      super(count);
    }

    void awaitMillis(long millis) {
      try {
        if (await(millis, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("the latch must not be counted down");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
