package dev.pawl.snapshot;

import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;

/** Deletes snapshots of targets that are no longer needed. */
@Service
public class SnapshotPruner {

  private static final String STORE = "snapshots.git";

  private final SnapshotStores stores;
  private final RemoteSnapshots remote;

  SnapshotPruner(WorkspaceProperties properties, RemoteSnapshots remote) {
    this.remote = remote;
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
    Optional<RemoteSnapshotPruner> objects = remote.pruner();
    return objects.isEmpty()
        ? deleted
        : Math.max(deleted, objects.get().deleteAbandoned(() -> foldersOf(targets.get())));
  }

  /**
   * Deletes the snapshots of targets that were not used for the longest time from the disk of this node, until the others
   * are small enough. They stay in the object store; without one, nothing is deleted.
   *
   * @param used supplies the names of the targets of unfinished workflows
   * @return the number of targets whose snapshots were deleted from the disk
   */
  public int shrinkCache(Supplier<Set<String>> used) throws IOException {
    if (!remote.isEnabled()) {
      return 0;
    }
    var folders = new ArrayList<>(stores.folders());
    for (Path folder : folders) {
      remote.deleteTransfers(folder);
    }
    folders.removeIf(folder -> !Files.isDirectory(folder.resolve(STORE)));
    folders.sort(Comparator.comparing(SnapshotPruner::usedAt).reversed());
    long total = 0;
    int deleted = 0;
    for (Path folder : folders) {
      total += sizeOf(folder.resolve(STORE));
      if (total > remote.cacheSize() && deleteFromDisk(folder, used)) {
        deleted++;
      }
    }
    return deleted;
  }

  /** Returns when a workflow last started to use the snapshots of a target. */
  private static FileTime usedAt(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve(STORE).resolve("objects").resolve("pack"));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static long sizeOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean deleteFromDisk(Path folder, Supplier<Set<String>> used) throws IOException {
    Optional<SnapshotStoreLock.Handle> lock = SnapshotStoreLock.of(folder).tryAcquireExclusive();
    if (lock.isEmpty()) {
      return false;
    }
    try (var _ = lock.get()) {
      if (foldersOf(used.get()).contains(folder)) {
        return false;
      }
      Files.deleteIfExists(folder.resolve("index"));
      return FileSystemUtils.deleteRecursively(folder.resolve(STORE));
    }
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

  /** Returns whether what is deleted leaves something to a later call, for some hours. */
  public boolean deletesInSteps() {
    return remote.isEnabled();
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
      if (!remote.isEnabled()) {
        return true;
      }
      Files.createDirectories(folder);
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
      Optional<RemoteSnapshotPruner> objects = remote.pruner();
      if (objects.isPresent()) {
        objects.get().retainOnly(folder, retained);
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
