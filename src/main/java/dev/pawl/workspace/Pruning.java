package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Deletes snapshots of targets that are no longer needed. */
@Service
public class Pruning {

  private final SnapshotStores stores;

  Pruning(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /**
   * Deletes all snapshots of a target that are not to be retained.
   *
   * @param target the name of the target
   * @param wanted supplies the snapshots to retain while no workflow can start to use the target; empty if the target
   *     is in use
   * @return whether the deletion was done; otherwise it should be retried later
   */
  public boolean keepOnly(String target, Supplier<Optional<Set<String>>> wanted)
      throws IOException {
    Path folder = stores.folder(target);
    if (!Files.isDirectory(folder)) {
      return true;
    }
    Optional<StoreLock.Held> lock = StoreLock.of(folder).prune();
    if (lock.isEmpty()) {
      return false;
    }
    try (var _ = lock.get();
        var store = SnapshotStore.open(folder.resolve("snapshots.git"))) {
      Optional<Set<String>> states = wanted.get();
      if (states.isEmpty()) {
        return false;
      }
      if (new StatesKept(store.repository()).only(states.get())) {
        // The index refers to contents that may be deleted; without it, the next snapshot reads
        // every file again.
        Files.deleteIfExists(folder.resolve("index"));
      }
      return true;
    }
  }
}
