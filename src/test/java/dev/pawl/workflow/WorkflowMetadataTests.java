package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkflowMetadataTests {

  @Test
  void formatsTimesInWholeSecondsUtc() {
    assertThat(WorkflowMetadata.formatTime(Instant.parse("2026-01-31T12:00:00.999999Z")))
        .isEqualTo("2026-01-31T12:00:00Z");
  }
}
