package dev.pawl.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.submission.PlanningDeadline.PlanningTimeoutException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanningDeadlineTests {

  private final PlanningDeadline deadline =
      new PlanningDeadline(new SubmissionProperties(Duration.ofHours(1), Duration.ofMillis(50)));

  @AfterEach
  void clearInterrupt() {
    deadline.close();
    assertThat(Thread.interrupted()).as("an interrupt that is left behind").isFalse();
  }

  private static String waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new InterruptedIOException("Listing was interrupted"));
    }
    return "never";
  }

  @Test
  void interruptsPlanningThatTakesTooLong() {
    assertThatExceptionOfType(PlanningTimeoutException.class)
        .isThrownBy(() -> deadline.call(PlanningDeadlineTests::waitForever))
        .satisfies(e -> {
          assertThat(e.getStatusCode().value()).isEqualTo(503);
          assertThat(e.getHeaders().getFirst("Retry-After")).isEqualTo("30");
          assertThat(e.getBody().getDetail()).contains("longer than 50 ms");
        });
  }

  @Test
  void returnsResultsAndErrorsOfPlanning() {
    assertThat(deadline.<String>call(() -> "plan")).isEqualTo("plan");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            deadline.call(() -> {
              throw new IllegalStateException("broken");
            }));
  }
}
