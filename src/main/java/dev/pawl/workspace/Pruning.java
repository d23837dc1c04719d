package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Removes states of targets that nobody needs any more (2-behaviour, 5.8). */
@Service
public class Pruning {

  private final SnapshotStores stores;

  Pruning(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /**
   * Removes the states of a target but some.
   *
   * @param target its name
   * @param wanted asked while nobody can begin to use the target: the states to keep; empty when it is in use
   * @return whether it was done; else it is to be tried again later
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
        // It remembers contents that may be gone; the next snapshot reads every file again.
        Files.deleteIfExists(folder.resolve("index"));
      }
      return true;
    }
  }
}
