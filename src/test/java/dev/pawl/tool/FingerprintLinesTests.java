package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.workspace.TestFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintLinesTests {

  @TempDir Path folder;

  @Test
  void returnsLinesWithAnyLineEnding() {
    TestFiles.write(folder, "a/b.txt", "one\r\ntwo\nthree");
    var lines = new FingerprintLines(folder);

    assertThat(lines.at("a/b.txt", 1)).isEqualTo("one");
    assertThat(lines.at("a/b.txt", 2)).isEqualTo("two");
    assertThat(lines.at("a/b.txt", 3)).isEqualTo("three");
  }

  @Test
  void returnsEmptyTextForMissingLine() {
    TestFiles.write(folder, "a.txt", "one\n");
    TestFiles.write(folder, "b.bin", new byte[] {'a', 0, 'b'});
    var lines = new FingerprintLines(folder);

    assertThat(lines.at("a.txt", 0)).isEmpty();
    assertThat(lines.at("a.txt", 2)).isEmpty();
    assertThat(lines.at("b.bin", 1)).isEmpty();
  }

  @Test
  void throwsForMissingFile() {
    var lines = new FingerprintLines(folder);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> lines.at("gone.txt", 1))
        .withMessageContaining("gone.txt");
  }
}
