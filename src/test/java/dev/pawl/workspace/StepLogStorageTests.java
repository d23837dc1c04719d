package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepLogStorageTests {

  private final StringWriter text = new StringWriter();
  private final StepLogStorage.StepLog log =
      new StepLogStorage.StepLog(new BufferedWriter(text), closed -> {});

  @Test
  void flushesEachLine() {
    log.appendLine("one");

    assertThat(text).hasToString("one\n");
  }

  @Test
  void appendsTheResult() throws IOException {
    log.end(true, "fine", Duration.ofMillis(2999));
    assertThat(text).hasToString("Result: fine\nStatus: SUCCESS\nDuration: 2s\n");

    text.getBuffer().setLength(0);
    log.end(false, "broke", Duration.ZERO);
    assertThat(text).hasToString("Error: broke\nStatus: FAILED\nDuration: 0s\n");
  }

  @Test
  void truncatesLongLogsAndAppendsTheResult() {
    String line = "x".repeat(1 << 20);
    for (int i = 0; i < 12; i++) {
      log.appendLine(line);
    }
    log.end(true, "fine", Duration.ZERO);

    assertThat(text.toString().length()).isLessThan((10 << 20) + 1000);
    assertThat(text.toString())
        .containsOnlyOnce("[log truncated: more than 10 MiB]")
        .endsWith("Duration: 0s\n");
  }
}
