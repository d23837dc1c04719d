package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionPropertiesTests {

  private static final Duration DAY = Duration.ofDays(1);

  private static Duration partitionLength(Duration workflows, Duration partition) {
    return TestRetentionProperties.of(workflows, null, DAY, partition).partitionLength();
  }

  @Test
  void limitsRetentionToThatOfWorkflows() {
    var week =
        TestRetentionProperties.of(
            Duration.ofDays(7), Duration.ofDays(10), Duration.ofDays(30), DAY);

    assertThat(week.eventRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(week.logRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(TestRetentionProperties.defaults().eventRetention()).isEqualTo(Duration.ofDays(90));
    assertThat(TestRetentionProperties.defaults().logRetention()).isEqualTo(Duration.ofDays(30));
    assertThat(TestRetentionProperties.withEvents(3).eventRetention())
        .isEqualTo(Duration.ofDays(3));
  }

  @Test
  void limitsPartitionLength() {
    assertThat(partitionLength(Duration.ofDays(90), DAY)).isEqualTo(DAY);
    assertThat(partitionLength(Duration.ofDays(365), DAY))
        .isEqualTo(Duration.ofDays(365).dividedBy(100));
    assertThat(partitionLength(Duration.ofDays(30), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMinutes(432));
    assertThat(partitionLength(Duration.ofSeconds(90), DAY)).isEqualTo(Duration.ofMinutes(2));
    assertThat(partitionLength(Duration.ofSeconds(60), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(partitionLength(Duration.ofSeconds(1), DAY)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void neverDeletesDataOfThePresent() {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");

    assertThat(RetentionProperties.cutoff(now, DAY)).isEqualTo(now.minus(DAY));
    assertThat(RetentionProperties.cutoff(now, Duration.ZERO)).isEqualTo(Instant.EPOCH);
    assertThat(RetentionProperties.cutoff(now, Duration.ofDays(-5))).isEqualTo(Instant.EPOCH);
  }
}
