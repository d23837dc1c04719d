package dev.pawl.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionPropertiesTests {

  private static final Duration DAY = Duration.ofDays(1);

  private static Duration length(Duration workflows, Duration partition) {
    return Ages.of(workflows, null, DAY, partition).length();
  }

  @Test
  void nothingOutlivesItsWorkflow() {
    var week = Ages.of(Duration.ofDays(7), Duration.ofDays(10), Duration.ofDays(30), DAY);

    assertThat(week.eventsKept()).isEqualTo(Duration.ofDays(7));
    assertThat(week.logsKept()).isEqualTo(Duration.ofDays(7));
    assertThat(Ages.usual().eventsKept()).isEqualTo(Duration.ofDays(90));
    assertThat(Ages.usual().logsKept()).isEqualTo(Duration.ofDays(30));
    assertThat(Ages.events(3).eventsKept()).isEqualTo(Duration.ofDays(3));
  }

  @Test
  void partitionsAreNeitherTooManyNorLongerThanTheAge() {
    assertThat(length(Duration.ofDays(90), DAY)).isEqualTo(DAY);
    assertThat(length(Duration.ofDays(365), DAY)).isEqualTo(Duration.ofDays(365).dividedBy(100));
    assertThat(length(Duration.ofDays(30), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMinutes(432));
    assertThat(length(Duration.ofSeconds(90), DAY)).isEqualTo(Duration.ofMinutes(2));
    assertThat(length(Duration.ofSeconds(60), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(length(Duration.ofSeconds(1), DAY)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void saysWhatIsWrongWithAPartition() {
    assertThatThrownBy(() -> length(DAY, Duration.ofSeconds(59)))
        .hasMessageContaining("pawl.retention.partition-interval")
        .hasMessageContaining("at least 1m");
  }
}
