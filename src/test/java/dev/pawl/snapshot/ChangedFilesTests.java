package dev.pawl.snapshot;

import static dev.pawl.workspace.GitHistories.commit;
import static dev.pawl.workspace.GitHistories.git;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.workspace.TestFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedFilesTests {

  @TempDir Path temp;
  private Path target;
  private SnapshotStore store;

  @BeforeEach
  void openStore() throws Exception {
    target = TestFiles.write(temp, "target/keep.txt", "keep\n").getParent();
    store = SnapshotStore.open(temp.resolve("snapshots.git"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private ChangedFiles compare() throws Exception {
    ObjectId base = ObjectId.fromString(git(target, "rev-parse", "HEAD^{tree}"));
    try (FolderHandle root = FolderHandle.openOwn(target)) {
      ObjectId tree =
          store.writeTree(
              root, FileWalker.listWorkspace(target), new FileIndex(), ObjectId.zeroId());
      return ChangedFiles.between(
          store, target.resolve(".git/objects"), base, tree, path -> !path.startsWith("ignored/"));
    }
  }

  private String original(ChangedFiles changes, String path) throws Exception {
    return new String(store.readBlob(changes.originals().get(path)), StandardCharsets.UTF_8);
  }

  @Test
  void copiesTheBaseVersionsOfChangedAndRenamedFiles() throws Exception {
    TestFiles.write(target, "changed.txt", "one\n");
    TestFiles.write(target, "old/name.txt", "a\nb\nc\nd\ne\nf\n");
    TestFiles.write(target, "deleted.txt", "gone for good\n");
    commit(target, "base");
    TestFiles.write(target, "changed.txt", "two\n");
    TestFiles.delete(target.resolve("old"));
    TestFiles.write(target, "new/name.txt", "a\nb\nc\nd\ne\nF\n");
    TestFiles.delete(target.resolve("deleted.txt"));
    TestFiles.write(target, "added.txt", "nothing like the others\n");

    ChangedFiles changes = compare();

    assertThat(changes.originals())
        .containsOnlyKeys("added.txt", "changed.txt", "new/name.txt")
        .containsEntry("added.txt", ObjectId.zeroId());
    assertThat(original(changes, "changed.txt")).isEqualTo("one\n");
    assertThat(original(changes, "new/name.txt")).isEqualTo("a\nb\nc\nd\ne\nf\n");
  }

  @Test
  void readsPackedObjects() throws Exception {
    TestFiles.write(target, "changed.txt", "one\n");
    commit(target, "base");
    git(target, "gc", "-q");
    TestFiles.write(target, "changed.txt", "two\n");

    assertThat(original(compare(), "changed.txt")).isEqualTo("one\n");
  }

  @Test
  void ignoresLineEndingsThatGitConverts() throws Exception {
    TestFiles.write(target, "same.bat", "a\nb\n");
    TestFiles.write(target, "other.bat", "a\nb\n");
    commit(target, "base");
    TestFiles.write(target, "same.bat", "a\r\nb\r\n");
    TestFiles.write(target, "other.bat", "a\r\nc\r\n");

    assertThat(compare().originals()).containsOnlyKeys("other.bat");
  }

  @Test
  void takesNoIgnoredFileForTheOldNameOfARenamedOne() throws Exception {
    TestFiles.write(target, "ignored/copy.txt", "a\nb\nc\nd\n");
    commit(target, "base");
    TestFiles.delete(target.resolve("ignored"));
    TestFiles.write(target, "new.txt", "a\nb\nc\nd\n");

    assertThat(compare().originals()).containsExactly(Map.entry("new.txt", ObjectId.zeroId()));
  }
}
