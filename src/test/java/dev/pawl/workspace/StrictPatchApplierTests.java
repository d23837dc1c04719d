package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TestSnapshotStores;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the strict applier on the patches of a snapshot store, and these patches with the strict applier. */
class StrictPatchApplierTests {

  @TempDir Path temp;
  private Path root;
  private SnapshotStore store;

  @BeforeEach
  void openStore() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    store = TestSnapshotStores.open(temp.resolve("snapshots.git"));
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
  void writesExactPatch() throws IOException {
    TestFiles.write(root, "crlf.txt", "a\r\nb\r\nc\r\n");
    TestFiles.write(root, "no-newline.txt", "one\ntwo");
    TestFiles.write(root, "ümlaut name.txt", "x\n");
    TestFiles.write(root, "latin1.txt", new byte[] {'a', (byte) 0xe4, '\n'});
    ObjectId before = snapshot();
    TestFiles.write(root, "crlf.txt", "a\r\nB\r\nc\r\n");
    TestFiles.write(root, "no-newline.txt", "one\ntwo\n");
    TestFiles.write(root, "ümlaut name.txt", "y\n");
    TestFiles.write(root, "latin1.txt", new byte[] {'b', (byte) 0xe4, '\n'});
    ObjectId after = snapshot();

    var patch = new ByteArrayOutputStream();
    store.writePatch(before, after, patch);

    assertThat(new StrictPatchApplier(store).transforms(before, after, patch.toByteArray()))
        .isTrue();
  }

  @Test
  void detectsInexactPatch() throws IOException {
    TestFiles.write(root, "a.txt", "1\n2\n3\n");
    ObjectId before = snapshot();
    TestFiles.write(root, "a.txt", "1\nx\n3\n");
    ObjectId after = snapshot();
    var patch = new ByteArrayOutputStream();
    store.writePatch(before, after, patch);
    String text = patch.toString(StandardCharsets.UTF_8);

    for (String wrong :
        List.of(text.replace("+x", "+y"), text.replace("-2", "-4"), text.replace(" 3", " 4"), "")) {
      assertThat(
              new StrictPatchApplier(store)
                  .transforms(before, after, wrong.getBytes(StandardCharsets.UTF_8)))
          .as(wrong)
          .isFalse();
    }
  }

  @Test
  void writesPatchesForAnyEdit() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 60; round++) {
      TestFiles.write(root, "a.txt", text(random));
      ObjectId before = snapshot();
      TestFiles.write(root, "a.txt", text(random));
      ObjectId after = snapshot();
      var patch = new ByteArrayOutputStream();
      store.writePatch(before, after, patch);

      assertThat(new StrictPatchApplier(store).transforms(before, after, patch.toByteArray()))
          .as(patch.toString(StandardCharsets.UTF_8))
          .isTrue();
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    int lines = random.nextInt(30);
    for (int i = 0; i < lines; i++) {
      text.append(random.nextInt(4)).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    return random.nextBoolean() ? text.toString() : text + "end";
  }

  @Test
  void writesEmptyPatchForEqualTrees() throws IOException {
    TestFiles.write(root, "a.txt", "x");
    ObjectId tree = snapshot();

    var patch = new ByteArrayOutputStream();
    store.writePatch(tree, tree, patch);

    assertThat(patch.size()).isZero();
    assertThat(new StrictPatchApplier(store).transforms(tree, tree, patch.toByteArray())).isTrue();
  }

  /** Returns blocks of two lines and an empty one; two layouts have only the empty lines in common. */
  private static String indentedBlocks(int blocks, String indentation) {
    return IntStream.range(0, blocks)
        .mapToObj(i -> "%sfirst %d\n%ssecond %d\n\n".formatted(indentation, i, indentation, i))
        .collect(Collectors.joining());
  }

  @Test
  void producesExactPatchForFullReplacement() throws IOException {
    TestFiles.write(root, "a.txt", indentedBlocks(5_000, "\t") + "the end");
    ObjectId before = snapshot();
    TestFiles.write(root, "a.txt", indentedBlocks(5_000, "  ") + "the end");
    ObjectId after = snapshot();
    var patch = new ByteArrayOutputStream();
    store.writePatch(before, after, patch);

    assertThat(patch.toString(StandardCharsets.UTF_8)).contains("@@ -1,15001 +1,15001 @@");
    assertThat(new StrictPatchApplier(store).transforms(before, after, patch.toByteArray()))
        .isTrue();
  }
}
