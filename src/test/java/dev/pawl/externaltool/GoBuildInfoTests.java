package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.process.ProcessRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoBuildInfoTests {

  @TempDir Path folder;

  /** Writes an executable with build information after some code, as the linker of Go does. */
  private Path executable(int flags, String... texts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[64]);
    bytes.write("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1));
    bytes.write(8);
    bytes.write(flags);
    bytes.write(new byte[16]);
    for (String text : texts) {
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      if (content.length > 0x7f) {
        bytes.write(content.length & 0x7f | 0x80);
      }
      bytes.write(content.length > 0x7f ? content.length >> 7 : content.length);
      bytes.write(content);
    }
    return Files.write(folder.resolve("program"), bytes.toByteArray());
  }

  @Test
  void readsTheVersionOfGoForItsOwnPrograms() throws IOException {
    assertThat(GoBuildInfo.readVersion(executable(2, "go1.24.3", "path\tcmd/gofmt\n")))
        .contains("1.24.3");
    assertThat(GoBuildInfo.readVersion(executable(2, "go1.24rc1 X:nocoverageredesign", "")))
        .contains("1.24rc1");
  }

  @Test
  void readsTheVersionOfTheModule() throws IOException {
    String module =
        "path\tgolang.org/x/tools/cmd/goimports\nmod\tgolang.org/x/tools\tv0.24.0\th1:"
            + "x".repeat(120)
            + "=\n";

    assertThat(GoBuildInfo.readVersion(executable(2, "go1.24.3", module))).contains("0.24.0");
    assertThat(GoBuildInfo.readVersion(executable(2, "go1.24.3", "mod\tx/y\t(devel)\t\n")))
        .contains("1.24.3");
  }

  @Test
  void findsNothingElsewhere() throws IOException {
    assertThat(GoBuildInfo.readVersion(executable(0, "go1.17"))).isEmpty();
    assertThat(GoBuildInfo.readVersion(Files.writeString(folder.resolve("a"), "#!/bin/sh\n")))
        .isEmpty();
    Path cut = executable(2, "go1.24.3", "x");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 98));
    assertThat(GoBuildInfo.readVersion(cut)).isEmpty();
  }

  @Test
  void readsTheVersionOfTheInstalledGofmt() throws IOException {
    Optional<Path> gofmt = ProcessRunner.findOnPath("gofmt");
    assumeTrue(gofmt.isPresent());

    assertThat(GoBuildInfo.readVersion(gofmt.get().toRealPath()).orElseThrow())
        .matches("[0-9]+\\.[0-9]+.*");
  }
}
