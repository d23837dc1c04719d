package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLogStorageTests {

  private static final String LONG_LINE = "x".repeat(5000);

  @TempDir Path folder;
  private StepLogStorage.StepLog log;

  @BeforeEach
  void openLog() {
    log = new StepLogStorage.StepLog(folder.resolve("logs/it.1.log"), file -> {}, closed -> {});
  }

  private String file() {
    return TestFiles.read(folder, "logs/it.1.log");
  }

  @Test
  void keepsAShortLogInMemory() {
    log.appendLine("one");
    log.end(true, "fine", Duration.ofMillis(2999));

    assertThat(log.closeInMemory()).hasValue("one\nResult: fine\nStatus: SUCCESS\nDuration: 2s\n");
    log.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void writesALongLogToItsFileAndFlushesEachLine() {
    log.appendLine("one");
    log.appendLine(LONG_LINE);
    log.appendLine("two");

    assertThat(file()).isEqualTo("one\n" + LONG_LINE + "\ntwo\n");
    assertThat(log.closeInMemory()).isEmpty();
    log.end(false, "broke", Duration.ZERO);
    log.close();
    assertThat(file()).endsWith("two\nError: broke\nStatus: FAILED\nDuration: 0s\n");
  }

  @Test
  void writesTheLogOfAnAttemptWithoutResultToItsFile() {
    log.appendLine("one");

    log.close();

    assertThat(file()).isEqualTo("one\n");
  }

  @Test
  void writesALogWithACharacterThatTheDatabaseRejectsToItsFile() {
    log.appendLine("a\0b");

    assertThat(log.closeInMemory()).isEmpty();
    log.close();
    assertThat(file()).isEqualTo("a\0b\n");
  }

  @Test
  void replacesHalfACharacterThatTheDatabaseRejects() {
    log.appendLine("a\ud800b");

    assertThat(log.closeInMemory()).hasValue("a?b\n");
  }

  @Test
  void truncatesLongLogsAndAppendsTheResult() {
    String line = "x".repeat(1 << 20);
    for (int i = 0; i < 12; i++) {
      log.appendLine(line);
    }
    log.end(true, "fine", Duration.ZERO);

    assertThat(file().length()).isLessThan((10 << 20) + 1000);
    assertThat(file())
        .containsOnlyOnce("[log truncated: more than 10 MiB]")
        .endsWith("Duration: 0s\n");
  }
}
