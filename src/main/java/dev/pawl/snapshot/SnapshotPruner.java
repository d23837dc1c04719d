package dev.pawl.snapshot;

import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;

/** Deletes snapshots of targets that are no longer needed. */
@Service
public class SnapshotPruner {

  private static final String STORE = "snapshots.git";

  private final SnapshotStores stores;

  SnapshotPruner(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /**
   * Deletes the data of targets that no workflow refers to any more.
   *
   * @param targets supplies the names of all targets of workflows
   * @return the number of targets whose data was deleted
   */
  public int deleteAbandoned(Supplier<Set<String>> targets) throws IOException {
    Set<Path> used = foldersOf(targets.get());
    int deleted = 0;
    for (Path folder : stores.folders()) {
      if (!used.contains(folder)
          && Files.exists(folder.resolve(STORE))
          && deleteAbandoned(folder, targets)) {
        deleted++;
      }
    }
    return deleted;
  }

  private Set<Path> foldersOf(Set<String> targets) {
    return targets.stream().map(stores::folder).collect(Collectors.toSet());
  }

  private boolean deleteAbandoned(Path folder, Supplier<Set<String>> targets) throws IOException {
    Optional<SnapshotStoreLock.Handle> lock = SnapshotStoreLock.of(folder).tryAcquireExclusive();
    if (lock.isEmpty()) {
      return false;
    }
    try (var _ = lock.get()) {
      // A workflow that was submitted before the lock was acquired is found now; a later one waits.
      if (foldersOf(targets.get()).contains(folder)) {
        return false;
      }
      Files.deleteIfExists(folder.resolve("index"));
      return FileSystemUtils.deleteRecursively(folder.resolve(STORE));
    }
  }

  /**
   * Deletes all snapshots of a target that are not to be retained.
   *
   * @param target the name of the target
   * @param retained supplies the snapshots to retain while no workflow can start to use the target; empty if the target
   *     is in use
   * @return whether the deletion was done; otherwise it should be retried later
   */
  public boolean retainOnly(String target, Supplier<Optional<Set<String>>> retained)
      throws IOException {
    Path folder = stores.folder(target);
    if (!Files.isDirectory(folder)) {
      return true;
    }
    Optional<SnapshotStoreLock.Handle> lock = SnapshotStoreLock.of(folder).tryAcquireExclusive();
    if (lock.isEmpty()) {
      return false;
    }
    try (var _ = lock.get();
        var store = SnapshotStore.open(folder.resolve(STORE))) {
      Optional<Set<String>> snapshots = retained.get();
      if (snapshots.isEmpty()) {
        return false;
      }
      if (new RetainedSnapshots(store.repository()).retainOnly(snapshots.get())) {
        // The index refers to contents that may be deleted; without it, the next snapshot reads
        // every file again.
        Files.deleteIfExists(folder.resolve("index"));
      }
      return true;
    }
  }
}
