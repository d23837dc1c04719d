package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
  void rejectsTooShortPartition() {
    assertThatThrownBy(() -> partitionLength(DAY, Duration.ofSeconds(59)))
        .hasMessageContaining("pawl.retention.partition-interval")
        .hasMessageContaining("at least 1m");
  }
}
