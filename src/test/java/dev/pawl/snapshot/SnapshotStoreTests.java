package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTests {

  @TempDir Path temp;
  private Path root;
  private SnapshotStore store;

  @BeforeEach
  void openStore() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    store = SnapshotStore.open(temp.resolve("snapshots.git"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private ObjectId snapshot() throws IOException {
    try (FolderHandle handle = FolderHandle.openOwn(root)) {
      return store.writeTree(
          handle, FileWalker.listWorkspace(root), new FileIndex(), ObjectId.zeroId());
    }
  }

  @Test
  void givesEqualContentTheSameId() throws IOException {
    TestFiles.write(root, "a/b.txt", "same");
    ObjectId first = snapshot();
    TestFiles.write(root, "a/b.txt", "other");
    ObjectId second = snapshot();
    TestFiles.write(root, "a/b.txt", "same");

    assertThat(snapshot()).isEqualTo(first).isNotEqualTo(second);
  }

  @Test
  void writesTheSameTreeAsGit() throws Exception {
    TestFiles.write(root, "a.txt", "a\r\nb\n");
    TestFiles.write(root, "dir/run.sh", "#!/bin/sh\n");
    TestFiles.chmod(root, "dir/run.sh", "rwxr-xr-x");
    TestFiles.write(root, "dir.txt", "sorts between");
    Files.createSymbolicLink(root.resolve("link"), Path.of("a.txt"));
    ObjectId tree = snapshot();

    git("init", "-q");
    git("-c", "core.autocrlf=false", "add", "-A");
    assertThat(git("write-tree").strip()).isEqualTo(tree.name());
  }

  private String git(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void checksOutEveryByteAndMode() throws IOException {
    byte[] binary = new byte[300_000];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i * 31);
    }
    TestFiles.write(root, "binary.bin", binary);
    TestFiles.write(root, "empty", "");
    TestFiles.write(root, "crlf.txt", "a\r\nb\r\n");
    TestFiles.write(root, "run.sh", "x");
    TestFiles.chmod(root, "run.sh", "rwxr-xr-x");
    Files.createSymbolicLink(root.resolve("broken"), Path.of("../nowhere"));

    Path copy = Files.createDirectory(temp.resolve("copy"));
    new Checkout(store, copy).checkOut(snapshot());

    assertThat(copy.resolve("binary.bin")).hasBinaryContent(binary);
    assertThat(copy.resolve("empty")).isEmptyFile();
    assertThat(copy.resolve("crlf.txt")).hasContent("a\r\nb\r\n");
    assertThat(Files.isExecutable(copy.resolve("run.sh"))).isTrue();
    assertThat(Files.readSymbolicLink(copy.resolve("broken"))).hasToString("../nowhere");
  }

  @Test
  void streamsLargeFiles() throws IOException {
    byte[] large = new byte[60 << 20];
    Arrays.fill(large, (byte) 'x');
    TestFiles.write(root, "large.txt", large);

    Path copy = Files.createDirectory(temp.resolve("copy"));
    new Checkout(store, copy).checkOut(snapshot());

    assertThat(Files.mismatch(root.resolve("large.txt"), copy.resolve("large.txt"))).isEqualTo(-1);
  }

  @Test
  void listsDifferences() throws IOException {
    TestFiles.write(root, "changed.txt", "1");
    TestFiles.write(root, "gone.txt", "1");
    ObjectId before = snapshot();
    TestFiles.write(root, "changed.txt", "2");
    TestFiles.write(root, "new.txt", "1");
    Files.delete(root.resolve("gone.txt"));

    assertThat(store.diff(before, snapshot()))
        .extracting(TreeChange::path, TreeChange::oldMode, TreeChange::newMode)
        .containsExactly(
            Tuple.tuple("changed.txt", FileMode.REGULAR_FILE, FileMode.REGULAR_FILE),
            Tuple.tuple("gone.txt", FileMode.REGULAR_FILE, FileMode.MISSING),
            Tuple.tuple("new.txt", FileMode.MISSING, FileMode.REGULAR_FILE));
  }

  @Test
  void canBeOpenedTwice() throws IOException {
    TestFiles.write(root, "a.txt", "x");
    ObjectId tree = snapshot();

    try (var reopened = SnapshotStore.open(temp.resolve("snapshots.git"))) {
      assertThat(reopened.entries(tree)).extracting(TreeChange::path).containsExactly("a.txt");
    }
  }
}
