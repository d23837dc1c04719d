package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class OpenDirectoryTests {

  @TempDir Path root;

  @BeforeEach
  void createFolders() throws IOException {
    Files.createDirectories(root.resolve("a/b/c"));
    Files.writeString(root.resolve("a/b/c/file"), "content");
    Files.createSymbolicLink(root.resolve("a/link"), root.resolve("a/b"));
    Files.createSymbolicLink(root.resolve("a/b/inside"), Path.of("c"));
  }

  @Test
  void opensAFolderSeveralLevelsBelow() throws IOException {
    try (var directory = open(root)) {
      Optional<OpenDirectory> found = directory.findBelow("a/b/c");
      // Old containers filter the system call; without a filter, only kernels before 5.6 lack it.
      if (found.isEmpty()) {
        assumeThat(Files.readString(Path.of("/proc/self/status"))).doesNotContain("Seccomp:\t0");
      }
      try (OpenDirectory below = found.orElseThrow()) {
        assertThat(below.path().resolve("file")).hasContent("content");
        assertThat(below.findStamp("file")).isPresent();
        Files.move(root.resolve("a"), root.resolve("moved"));
        assertThat(below.path().resolve("file")).hasContent("content");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/link",
        "a/link/c",
        "a/b/inside",
        "a/b/missing",
        "a/b/c/file",
        "a/../a/../..",
        "/etc",
        "/proc/self/root"
      })
  void opensNothingElse(String path) throws IOException {
    try (var directory = open(root)) {
      assertThat(directory.findBelow(path)).isEmpty();
    }
  }

  private static OpenDirectory open(Path folder) throws IOException {
    try (OpenDirectory system = OpenDirectory.openRoot(Path.of("/"))) {
      OpenDirectory current = system.reopen();
      for (Path name : folder.toRealPath()) {
        OpenDirectory next = current.openDirectory(name.toString(), folder);
        current.close();
        current = next;
      }
      return current;
    }
  }
}
