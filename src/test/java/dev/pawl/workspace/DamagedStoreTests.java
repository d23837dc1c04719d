package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.snapshot.SnapshotDamagedException;
import dev.pawl.target.Target;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages the stored snapshots of a target between two workflows, or between two claims of one. */
class DamagedStoreTests {

  @TempDir Path temp;
  private Path root;
  private Path home;
  private Target target;
  private WorkspaceService workspaces;
  private int workflows;

  @BeforeEach
  void createTarget() throws IOException {
    root = Files.createDirectory(temp.resolve("target")).toRealPath();
    TestFiles.write(root, "a.txt", "a\n");
    TestFiles.write(root, "b/b.txt", "b\n".repeat(1000));
    target = Target.directory(root.toString());
    workspaces = TestWorkspaces.belowRoot(root);
    home = workspaces.workflowFolder("").getParent();
  }

  private Workspace open() throws IOException {
    return workspaces.get(workspaces.open("quality_" + workflows++, 1, target, null, null));
  }

  /** Takes a snapshot that the next one finds, with an index that trusts the stamps of the files. */
  private String takeSnapshot() throws IOException {
    for (String name : List.of("a.txt", "b/b.txt")) {
      Path file = root.resolve(name);
      // Stamps of files that were just changed are not trusted.
      Awaitility.await()
          .until(
              () -> Files.getLastModifiedTime(file).toMillis() < System.currentTimeMillis() - 100);
    }
    return open().snapshot().tree();
  }

  private List<Path> storeFiles(String suffix) throws IOException {
    try (var files = Files.walk(home.resolve("targets"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private void damage(String suffix) throws IOException {
    List<Path> files = storeFiles(suffix);
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      file.toFile().setWritable(true);
      try (var content = new RandomAccessFile(file.toFile(), "rw")) {
        for (long position = Math.min(14, content.length() / 2);
            position < content.length() - 21;
            position++) {
          content.seek(position);
          content.write(0x5a);
        }
      }
    }
  }

  private void deletePacks() throws IOException {
    for (String suffix : List.of(".pack", ".idx")) {
      for (Path file : storeFiles(suffix)) {
        Files.delete(file);
      }
    }
  }

  private void assertChecksOut(String tree) throws IOException {
    Workspace workspace = open();
    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(TestFiles.read(workspace.folder(), "a.txt")).isEqualTo("a\n");
    assertThat(TestFiles.read(workspace.folder(), "b/b.txt")).isEqualTo("b\n".repeat(1000));
    assertThat(workspace.drainRepairs()).isNotEmpty();
    assertThat(open().drainRepairs()).as("repaired once").isEmpty();
  }

  @Test
  void readsMissingContentsAgain() throws IOException {
    String tree = takeSnapshot();
    deletePacks();

    assertChecksOut(tree);
  }

  @Test
  void readsDamagedContentsAgain() throws IOException {
    String tree = takeSnapshot();
    damage(".pack");

    assertChecksOut(tree);
  }

  @Test
  void createsAStoreWithoutObjectsAgain() throws IOException {
    String tree = takeSnapshot();
    TestFiles.delete(storeFiles("snapshots.git").getFirst().resolve("objects"));

    assertChecksOut(tree);
  }

  @Test
  void readsAllFilesAgainIfTheIndexIsDamaged() throws IOException {
    String tree = takeSnapshot();
    damage("/index");

    Workspace workspace = open();

    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(workspace.drainRepairs())
        .containsExactly("the index of known files was damaged, and all files were read again");
  }

  @Test
  void resumesFromASnapshotThatWasLost() throws IOException {
    String tree = takeSnapshot();
    deletePacks();

    Workspace resumed = workspaces.get(workspaces.open("quality_r", 2, target, tree, tree));

    assertThat(TestFiles.read(resumed.folder(), "a.txt")).isEqualTo("a\n");
    assertThat(resumed.drainRepairs()).hasSize(1);
  }

  @Test
  void reportsACheckpointThatWasLost() throws IOException {
    String tree = takeSnapshot();
    Workspace workspace = open();
    workspace.snapshot();
    TestFiles.write(workspace.folder(), "a.txt", "changed\n");
    String checkpoint = workspace.checkpoint();
    deletePacks();

    assertThatExceptionOfType(SnapshotDamagedException.class)
        .isThrownBy(() -> workspaces.open("quality_r", 2, target, tree, checkpoint))
        .withMessageContaining("the stored snapshot %s is damaged".formatted(checkpoint));
  }
}
