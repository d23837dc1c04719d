package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTests {

  @TempDir Path folder;

  @Test
  void areCountedFromOneWhateverEndsThem() {
    Folders.write(folder, "a.txt", "first\r\nsecond\n\nlast");
    var lines = new Lines(folder);

    assertThat(lines.at("a.txt", 1)).isEqualTo("first");
    assertThat(lines.at("a.txt", 2)).isEqualTo("second");
    assertThat(lines.at("a.txt", 3)).isEmpty();
    assertThat(lines.at("a.txt", 4)).isEqualTo("last");
  }

  @Test
  void areEmptyWhereThereIsNone() throws Exception {
    Files.write(folder.resolve("binary"), new byte[] {1, 0, 2});
    Folders.write(folder, "a.txt", "x");
    var lines = new Lines(folder);

    assertThat(lines.at("a.txt", 0)).isEmpty();
    assertThat(lines.at("a.txt", 2)).isEmpty();
    assertThat(lines.at("binary", 1)).isEmpty();
  }

  @Test
  void areReadOnce() {
    Folders.write(folder, "a.txt", "before");
    var lines = new Lines(folder);
    lines.at("a.txt", 1);
    Folders.write(folder, "a.txt", "after");

    assertThat(lines.at("a.txt", 1)).isEqualTo("before");
  }
}
