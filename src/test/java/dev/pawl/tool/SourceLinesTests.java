package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.workspace.Folders;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceLinesTests {

  @TempDir Path folder;

  @Test
  void hasTheTextOfEachLineHoweverLinesEnd() {
    Folders.write(folder, "a/b.txt", "one\r\ntwo\nthree");
    var lines = new SourceLines(folder);

    assertThat(lines.at("a/b.txt", 1)).isEqualTo("one");
    assertThat(lines.at("a/b.txt", 2)).isEqualTo("two");
    assertThat(lines.at("a/b.txt", 3)).isEqualTo("three");
  }

  @Test
  void hasNoTextWhereThereIsNoLine() {
    Folders.write(folder, "a.txt", "one\n");
    Folders.write(folder, "b.bin", new byte[] {'a', 0, 'b'});
    var lines = new SourceLines(folder);

    assertThat(lines.at("a.txt", 0)).isEmpty();
    assertThat(lines.at("a.txt", 2)).isEmpty();
    assertThat(lines.at("b.bin", 1)).isEmpty();
  }

  @Test
  void saysWhenAFileIsGone() {
    var lines = new SourceLines(folder);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> lines.at("gone.txt", 1))
        .withMessageContaining("gone.txt");
  }
}
