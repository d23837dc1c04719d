package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderHandleTests {

  @TempDir Path temp;
  private Path folder;
  private Path outside;

  @BeforeEach
  void createFolders() throws IOException {
    Path real = temp.toRealPath();
    folder = Files.createDirectories(real.resolve("a/folder"));
    outside = Files.createDirectory(real.resolve("outside"));
    TestFiles.write(folder, "sub/a.txt", "inside");
    TestFiles.write(outside, "a.txt", "outside");
    TestFiles.write(outside, "sub/a.txt", "outside");
  }

  private static String read(FolderHandle handle, String path) throws IOException {
    try (var in = handle.newInputStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(FolderHandle handle, String path) throws IOException {
    handle.inCreatedParent(path, file -> Files.writeString(file, "new"));
  }

  /** Moves a file or folder away, and puts a link in its place. */
  private static void replaceByLink(Path path, Path destination) throws IOException {
    Files.move(path, path.resolveSibling(path.getFileName() + "-moved"));
    Files.createSymbolicLink(path, destination);
  }

  @Test
  void stampsEqualThoseOfPaths() throws Exception {
    TestFiles.write(folder, "program", "#!/bin/sh\n");
    TestFiles.chmod(folder, "program", "rwxr-x--x");
    TestFiles.write(folder, "größe & name", "x");
    Files.setLastModifiedTime(
        folder.resolve("größe & name"), FileTime.from(Instant.parse("1931-05-02T10:00:00.25Z")));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/a.txt"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("missing"));
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (String name : List.of("program", "größe & name", "link", "dangling", "pipe", "sub")) {
      FileStamp stamp = FileStamp.of(folder.resolve(name));
      try (var handle = FolderHandle.open(folder);
          var directory = OpenDirectory.openRoot(folder)) {
        assertThat(handle.stamp(name)).as(name).isEqualTo(stamp);
        assertThat(directory.findStamp(name)).as(name).contains(stamp);
      }
    }
    try (var devices = FolderHandle.open(Path.of("/dev"))) {
      assertThat(devices.stamp("null")).isEqualTo(FileStamp.of(Path.of("/dev/null")));
    }
  }

  @Test
  void namesFilesWithoutStamp() throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> handle.stamp("none"))
          .withMessage(folder.resolve("none").toString());
      assertThatIllegalArgumentException().isThrownBy(() -> handle.stamp("../outside"));
      assertThatIllegalArgumentException().isThrownBy(() -> handle.stamp(".."));
    }
  }

  @Test
  void readsAndCreatesFilesAndFolders() throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      write(handle, "new/deep/b.txt");

      assertThat(read(handle, "sub/a.txt")).isEqualTo("inside");
      assertThat(TestFiles.read(folder, "new/deep/b.txt")).isEqualTo("new");
      assertThat(handle.openFolder("new/deep").shownPath()).isEqualTo(folder.resolve("new/deep"));
    }
  }

  @Test
  void refusesLinkOnTheWayToTheFolder() throws IOException {
    replaceByLink(folder.getParent(), outside);
    Files.createDirectory(outside.resolve("folder"));

    assertThatExceptionOfType(LinkNotFollowedException.class)
        .isThrownBy(() -> FolderHandle.open(folder))
        .withMessageContaining(folder.getParent().toString());
  }

  @Test
  void refusesLinkInPlaceOfTheFolder() throws IOException {
    replaceByLink(folder, outside);

    assertThatExceptionOfType(LinkNotFollowedException.class)
        .isThrownBy(() -> FolderHandle.open(folder));
  }

  @Test
  void staysInTheFolderThatWasOpened() throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      replaceByLink(folder, outside);
      write(handle, "b.txt");

      assertThat(read(handle, "sub/a.txt")).isEqualTo("inside");
    }
    assertThat(outside.resolve("b.txt")).doesNotExist();
    assertThat(folder.resolveSibling("folder-moved/b.txt")).exists();
  }

  @Test
  void followsNoLinkBelowTheFolder() throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      replaceByLink(folder.resolve("sub"), outside);

      assertThatExceptionOfType(LinkNotFollowedException.class)
          .isThrownBy(() -> read(handle, "sub/a.txt"));
      assertThatExceptionOfType(LinkNotFollowedException.class)
          .isThrownBy(() -> write(handle, "sub/deep/b.txt"));
      assertThatExceptionOfType(LinkNotFollowedException.class)
          .isThrownBy(() -> handle.openFolder("sub/sub"));
    }
    assertThat(outside.resolve("deep")).doesNotExist();
  }

  @Test
  void readsNoLinkInPlaceOfAFile() throws IOException {
    replaceByLink(folder.resolve("sub/a.txt"), outside.resolve("a.txt"));

    try (var handle = FolderHandle.open(folder)) {
      assertThatIOException().isThrownBy(() -> read(handle, "sub/a.txt"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../outside/a.txt", "sub/../../x", "./a", "sub//a.txt", "/etc/passwd"})
  void refusesPathsThatLeaveTheFolder(String path) throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      assertThatExceptionOfType(Exception.class)
          .isThrownBy(() -> write(handle, path))
          .isInstanceOfAny(FileSystemException.class, IllegalArgumentException.class);
    }
    assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("sub"));
  }

  @Test
  void namesThePathThatPeopleKnowInErrors() throws IOException {
    try (var handle = FolderHandle.open(folder)) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> read(handle, "sub/missing.txt"))
          .withMessage(folder.resolve("sub/missing.txt").toString());
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> read(handle, "missing/a.txt"))
          .withMessage(folder.resolve("missing").toString());
    }
  }

  @Test
  void leavesNoDescriptorOpen() throws IOException {
    long before = descriptors();
    try (var handle = FolderHandle.open(folder)) {
      for (int i = 0; i < 50; i++) {
        read(handle, "sub/a.txt");
        write(handle, "new/deep/b.txt");
        assertThatIOException().isThrownBy(() -> read(handle, "sub/missing/a.txt"));
      }
      assertThatIOException().isThrownBy(() -> FolderHandle.open(folder.resolve("missing")));
    }

    assertThat(descriptors()).isLessThan(before + 20);
  }

  private static long descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
