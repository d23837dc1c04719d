package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedFileLockTests {

  @TempDir Path temp;

  private FileChannel open() throws Exception {
    return FileChannel.open(
        temp.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Test
  void acquiresAFreeLock() throws Exception {
    try (var channel = open()) {
      assertThat(TimedFileLock.tryAcquire(channel, false, Duration.ofSeconds(30))).isTrue();
    }
    try (var channel = open()) {
      assertThat(TimedFileLock.tryAcquire(channel, false, Duration.ofSeconds(30))).isTrue();
    }
  }
}
