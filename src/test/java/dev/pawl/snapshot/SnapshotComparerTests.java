package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.snapshot.Comparison.ComparedFile;
import dev.pawl.snapshot.Comparison.Limits;
import dev.pawl.snapshot.Comparison.Row;
import dev.pawl.snapshot.FileChange.Kind;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotComparerTests {

  private static final Limits ALL = new Limits(100, 1000);

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

  private Comparison compare(ObjectId before, Limits limits) throws IOException {
    return new SnapshotComparer(store).compare(before, snapshot(), limits);
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void showsChangedLinesSideBySideWithContext() throws IOException {
    TestFiles.write(root, "a.txt", lines(1, 21));
    ObjectId before = snapshot();
    TestFiles.write(root, "a.txt", lines(1, 10) + "new 10\nnew 11\n" + lines(11, 20));

    ComparedFile file = compare(before, ALL).shown().getFirst();

    assertThat(file.kind()).isEqualTo(Kind.MODIFIED);
    assertThat(file.added()).isEqualTo(2);
    assertThat(file.removed()).isEqualTo(2);
    assertThat(file.complete()).isTrue();
    assertThat(file.hunks()).hasSize(2);
    assertThat(file.hunks().getFirst().rows())
        .containsExactly(
            new Row(7, "line 7", 7, "line 7", false),
            new Row(8, "line 8", 8, "line 8", false),
            new Row(9, "line 9", 9, "line 9", false),
            new Row(10, "line 10", 10, "new 10", true),
            new Row(0, "", 11, "new 11", true),
            new Row(11, "line 11", 12, "line 11", false),
            new Row(12, "line 12", 13, "line 12", false),
            new Row(13, "line 13", 14, "line 13", false));
    assertThat(file.hunks().getLast().rows().getLast())
        .isEqualTo(new Row(20, "line 20", 0, "", true));
  }

  @Test
  void showsAddedAndDeletedFilesCompletely() throws IOException {
    TestFiles.write(root, "gone.txt", "a\nb\n");
    ObjectId before = snapshot();
    Files.delete(root.resolve("gone.txt"));
    TestFiles.write(root, "new.txt", "c\n");

    List<ComparedFile> files = compare(before, ALL).shown();

    assertThat(files).extracting(ComparedFile::kind).containsExactly(Kind.DELETED, Kind.ADDED);
    assertThat(files.getFirst().hunks().getFirst().rows())
        .containsExactly(new Row(1, "a", 0, "", true), new Row(2, "b", 0, "", true));
    assertThat(files.getLast().hunks().getFirst().rows())
        .containsExactly(new Row(0, "", 1, "c", true));
  }

  @Test
  void limitsFilesAndRows() throws IOException {
    ObjectId before = snapshot();
    for (int i = 0; i < 5; i++) {
      TestFiles.write(root, "new" + i + ".txt", lines(0, 10));
    }

    Comparison comparison = compare(before, new Limits(3, 15));

    assertThat(comparison.files()).isEqualTo(5);
    assertThat(comparison.shown()).hasSize(3);
    assertThat(comparison.shown())
        .extracting(ComparedFile::complete)
        .containsExactly(true, false, false);
    assertThat(comparison.shown())
        .extracting(file -> file.hunks().stream().mapToInt(hunk -> hunk.rows().size()).sum())
        .containsExactly(10, 5, 0);
    assertThat(comparison.shown()).extracting(ComparedFile::added).containsOnly(10);
  }

  @Test
  void explainsMissingLines() throws IOException {
    TestFiles.write(root, "run.sh", "#!/bin/sh\n");
    ObjectId before = snapshot();
    TestFiles.chmod(root, "run.sh", "rwxr-xr-x");
    TestFiles.write(root, "large.txt", lines(0, 200_000));
    TestFiles.write(root, "picture.png", new byte[] {1, 0, 2});

    assertThat(compare(before, ALL).shown())
        .extracting(ComparedFile::note)
        .containsExactly("larger than 1 MiB", "binary file", "only the file mode differs");
  }

  @Test
  void truncatesLongLines() throws IOException {
    ObjectId before = snapshot();
    TestFiles.write(root, "minified.js", "x".repeat(399) + "\uD83D\uDE00".repeat(1000));

    String text =
        compare(before, ALL).shown().getFirst().hunks().getFirst().rows().getFirst().newText();

    assertThat(text).isEqualTo("x".repeat(399) + "\u2026");
  }
}
