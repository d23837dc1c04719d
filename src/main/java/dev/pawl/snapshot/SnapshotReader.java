package dev.pawl.snapshot;

import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Reads stored snapshots of targets: their files, and the differences between them. */
@Service
public class SnapshotReader {

  private final SnapshotStores stores;
  private final RemoteSnapshots remote;

  SnapshotReader(WorkspaceProperties properties, RemoteSnapshots remote) {
    this.remote = remote;
    this.stores = new SnapshotStores(properties.home());
  }

  /** Reads a store; its damage is the reason why a snapshot is gone. */
  @FunctionalInterface
  private interface StoreFunction<T> {
    T apply(SnapshotStore store) throws IOException;
  }

  private <T> T read(Target target, String tree, @Nullable String other, StoreFunction<T> function)
      throws IOException {
    try (var store = stores.open(target)) {
      remote.fetch(target, store, Arrays.asList(tree, other));
      return function.apply(store);
    } catch (IOException e) {
      Optional<String> damage = SnapshotDamagedException.findDamage(e);
      if (damage.isPresent()) {
        throw new SnapshotGoneException(tree, damage.get(), e);
      }
      throw e;
    }
  }

  /** Writes the differences between two snapshots as a patch. */
  public void writePatch(Target target, String from, String to, OutputStream out)
      throws IOException {
    read(
        target,
        to,
        from,
        store -> {
          ObjectId before = store.requireSnapshot(from);
          ObjectId after = store.requireSnapshot(to);
          // Checked first, because the response cannot become an error once a part of it is sent.
          store.requireContents(store.diff(before, after));
          store.writePatch(before, after, out);
          return true;
        });
  }

  /** Compares two snapshots for display. */
  public Comparison compare(Target target, String from, String to, Comparison.Limits limits)
      throws IOException {
    return read(
        target,
        to,
        from,
        store ->
            new SnapshotComparer(store)
                .compare(store.requireSnapshot(from), store.requireSnapshot(to), limits));
  }

  /**
   * Returns the paths of the files that differ between two snapshots.
   *
   * @throws SnapshotGoneException if a snapshot, or the content of one of these files, was deleted
   */
  public List<String> changedPaths(Target target, String from, String to) throws IOException {
    return read(
        target,
        to,
        from,
        store -> {
          List<TreeChange> changes =
              store.diff(store.requireSnapshot(from), store.requireSnapshot(to));
          store.requireContents(changes);
          return changes.stream().map(TreeChange::path).toList();
        });
  }

  /**
   * Returns the old paths of the files that were renamed between two snapshots, by their new paths.
   *
   * @param relevant decides whether the new path of a file is searched for, by its old path
   * @throws SnapshotGoneException if a snapshot, or the content of one of these files, was deleted
   */
  public Map<String, String> renamedFiles(
      Target target, String from, String to, Predicate<String> relevant) throws IOException {
    return read(
        target,
        to,
        from,
        store ->
            RenamedFiles.between(
                store.repository(),
                store.requireSnapshot(from),
                store.requireSnapshot(to),
                relevant));
  }

  /** Writes all files of a snapshot as a tar.gz; the same snapshot gives the same bytes. */
  public void writeArchive(Target target, String tree, OutputStream out) throws IOException {
    read(
        target,
        tree,
        null,
        store -> {
          ObjectId id = store.requireSnapshot(tree);
          store.requireContents(store.entries(id));
          new SnapshotArchiver(store).write(id, out);
          return true;
        });
  }

  /** Returns the content of a file of a snapshot; empty if there is no such file. */
  public Optional<byte[]> readFile(Target target, String tree, String path) throws IOException {
    return read(
        target,
        tree,
        null,
        store -> {
          try (var walk = TreeWalk.forPath(store.repository(), path, store.requireSnapshot(tree))) {
            return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
                ? Optional.empty()
                : Optional.of(store.readBlob(walk.getObjectId(0)));
          }
        });
  }
}
