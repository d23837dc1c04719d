package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessorQueueTests {

  private Duration time = Duration.ZERO;
  private final ProcessorQueue queue =
      new ProcessorQueue(Duration.ofSeconds(10), () -> time.toNanos());

  private void pass(int seconds) {
    time = time.plusSeconds(seconds);
  }

  @Test
  void startsTheFirstStepAfterTheSettleTime() {
    try (var first = queue.join();
        var second = queue.join()) {
      assertThat(first.start()).isFalse();
      pass(9);
      assertThat(first.start()).isFalse();
      pass(1);
      assertThat(second.start()).as("only the first one").isFalse();
      assertThat(first.start()).isTrue();
    }
  }

  @Test
  void startsTheNextStepsAtAnInterval() {
    var first = queue.join();
    pass(10);
    assertThat(first.start()).isTrue();
    first.close();
    try (var second = queue.join()) {
      pass(1);
      assertThat(second.start()).isFalse();
      pass(1);
      assertThat(second.start()).as("the load lasts").isTrue();
    }
  }

  @Test
  void waitsAgainIfNoStepWasStartedForLong() {
    var first = queue.join();
    pass(10);
    assertThat(first.start()).isTrue();
    first.close();
    pass(100);
    try (var second = queue.join()) {
      pass(9);
      assertThat(second.start()).isFalse();
      pass(1);
      assertThat(second.start()).isTrue();
    }
  }
}
