package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
  void open() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    store = SnapshotStore.open(temp.resolve("snapshots.git"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ObjectId snapshot() throws IOException {
    return store.write(FileWalk.ofWorkspace(root), new FileIndex(), ObjectId.zeroId());
  }

  @Test
  void namesEqualContentEqually() throws IOException {
    Folders.write(root, "a/b.txt", "same");
    ObjectId first = snapshot();
    Folders.write(root, "a/b.txt", "other");
    ObjectId second = snapshot();
    Folders.write(root, "a/b.txt", "same");

    assertThat(snapshot()).isEqualTo(first).isNotEqualTo(second);
  }

  @Test
  void makesTheTreeThatGitMakes() throws Exception {
    Folders.write(root, "a.txt", "a\r\nb\n");
    Folders.write(root, "dir/run.sh", "#!/bin/sh\n");
    Folders.chmod(root, "dir/run.sh", "rwxr-xr-x");
    Folders.write(root, "dir.txt", "sorts between");
    Files.createSymbolicLink(root.resolve("link"), Path.of("a.txt"));
    ObjectId ours = snapshot();

    git("init", "-q");
    git("-c", "core.autocrlf=false", "add", "-A");
    assertThat(git("write-tree").strip()).isEqualTo(ours.name());
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
    Folders.write(root, "binary.bin", binary);
    Folders.write(root, "empty", "");
    Folders.write(root, "crlf.txt", "a\r\nb\r\n");
    Folders.write(root, "run.sh", "x");
    Folders.chmod(root, "run.sh", "rwxr-xr-x");
    Files.createSymbolicLink(root.resolve("broken"), Path.of("../nowhere"));

    Path copy = Files.createDirectory(temp.resolve("copy"));
    new Checkout(store, copy).of(snapshot());

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
    Folders.write(root, "large.txt", large);

    Path copy = Files.createDirectory(temp.resolve("copy"));
    new Checkout(store, copy).of(snapshot());

    assertThat(Files.mismatch(root.resolve("large.txt"), copy.resolve("large.txt"))).isEqualTo(-1);
  }

  @Test
  void tellsWhatDiffers() throws IOException {
    Folders.write(root, "changed.txt", "1");
    Folders.write(root, "gone.txt", "1");
    ObjectId before = snapshot();
    Folders.write(root, "changed.txt", "2");
    Folders.write(root, "new.txt", "1");
    Files.delete(root.resolve("gone.txt"));

    assertThat(store.diff(before, snapshot()))
        .extracting(Change::path, Change::oldMode, Change::newMode)
        .containsExactly(
            Tuple.tuple("changed.txt", FileMode.REGULAR_FILE, FileMode.REGULAR_FILE),
            Tuple.tuple("gone.txt", FileMode.REGULAR_FILE, FileMode.MISSING),
            Tuple.tuple("new.txt", FileMode.MISSING, FileMode.REGULAR_FILE));
  }

  @Test
  void writesAPatchThatGivesExactlyTheOtherTree() throws IOException {
    Folders.write(root, "crlf.txt", "a\r\nb\r\nc\r\n");
    Folders.write(root, "no-newline.txt", "one\ntwo");
    Folders.write(root, "ümlaut name.txt", "x\n");
    Folders.write(root, "latin1.txt", new byte[] {'a', (byte) 0xe4, '\n'});
    ObjectId before = snapshot();
    Folders.write(root, "crlf.txt", "a\r\nB\r\nc\r\n");
    Folders.write(root, "no-newline.txt", "one\ntwo\n");
    Folders.write(root, "ümlaut name.txt", "y\n");
    Folders.write(root, "latin1.txt", new byte[] {'b', (byte) 0xe4, '\n'});
    ObjectId after = snapshot();

    var patch = new ByteArrayOutputStream();
    store.patch(before, after, patch);

    assertThat(new ExactPatch(store).leads(before, after, patch.toByteArray())).isTrue();
  }

  @Test
  void noticesAPatchThatGivesSomethingElse() throws IOException {
    Folders.write(root, "a.txt", "1\n2\n3\n");
    ObjectId before = snapshot();
    Folders.write(root, "a.txt", "1\nx\n3\n");
    ObjectId after = snapshot();
    var patch = new ByteArrayOutputStream();
    store.patch(before, after, patch);
    String text = patch.toString(StandardCharsets.UTF_8);

    for (String wrong :
        List.of(text.replace("+x", "+y"), text.replace("-2", "-4"), text.replace(" 3", " 4"), "")) {
      assertThat(new ExactPatch(store).leads(before, after, wrong.getBytes(StandardCharsets.UTF_8)))
          .as(wrong)
          .isFalse();
    }
  }

  @Test
  void writesPatchesForAnyEdit() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 60; round++) {
      Folders.write(root, "a.txt", text(random));
      ObjectId before = snapshot();
      Folders.write(root, "a.txt", text(random));
      ObjectId after = snapshot();
      var patch = new ByteArrayOutputStream();
      store.patch(before, after, patch);

      assertThat(new ExactPatch(store).leads(before, after, patch.toByteArray()))
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
  void hasAnEmptyPatchWhereNothingDiffers() throws IOException {
    Folders.write(root, "a.txt", "x");
    ObjectId tree = snapshot();

    var patch = new ByteArrayOutputStream();
    store.patch(tree, tree, patch);

    assertThat(patch.size()).isZero();
    assertThat(new ExactPatch(store).leads(tree, tree, patch.toByteArray())).isTrue();
  }

  @Test
  void survivesBeingOpenedTwice() throws IOException {
    Folders.write(root, "a.txt", "x");
    ObjectId tree = snapshot();

    try (var again = SnapshotStore.open(temp.resolve("snapshots.git"))) {
      assertThat(again.entries(tree)).extracting(Change::path).containsExactly("a.txt");
    }
  }
}
