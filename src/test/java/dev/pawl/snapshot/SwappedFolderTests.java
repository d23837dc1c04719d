package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.TargetConfig;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes snapshots of a target while another thread swaps one of its folders for a link again and again. */
class SwappedFolderTests {

  private static final int SNAPSHOTS = 200;

  @TempDir Path temp;

  @Test
  void snapshotsContainNothingOutsideOfTheTarget() throws Exception {
    Path root = Files.createDirectory(temp.toRealPath().resolve("root"));
    Path outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    for (int i = 0; i < 20; i++) {
      TestFiles.write(root, "folder/sub/f" + i + ".txt", "inside");
      TestFiles.write(outside, "sub/f" + i + ".txt", "hidden");
    }
    var stopped = new AtomicBoolean();
    Thread swapper =
        Thread.ofPlatform().start(() -> swap(root.resolve("folder"), outside, stopped));
    int complete = 0;
    try (SnapshotStore store = SnapshotStore.open(temp.resolve("store"))) {
      for (int i = 0; i < SNAPSHOTS; i++) {
        try (FolderHandle handle = FolderHandle.open(root)) {
          var files =
              FileWalker.listTarget(handle, TargetConfig.read(handle), temp.resolve("home"));
          ObjectId tree = store.writeTree(handle, files, new FileIndex(), ObjectId.zeroId());
          for (TreeChange entry : store.entries(tree)) {
            assertThat(new String(store.readBlob(entry.newId()), StandardCharsets.UTF_8))
                .as(entry.path())
                .isIn("inside", outside.toString());
          }
          complete++;
        } catch (IOException changed) {
          assertThat(changed).hasMessageContaining(root.toString());
        }
      }
    } finally {
      stopped.set(true);
      swapper.join();
    }
    assertThat(complete).isPositive();
  }

  private static void swap(Path folder, Path outside, AtomicBoolean stopped) {
    Path aside = folder.resolveSibling("aside");
    try {
      while (!stopped.get()) {
        Files.move(folder, aside);
        Files.createSymbolicLink(folder, outside);
        Files.delete(folder);
        Files.move(aside, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
