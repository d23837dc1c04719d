package dev.pawl.snapshot;

import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.springframework.stereotype.Service;

/** Reads stored snapshots of targets: their files, and the differences between them. */
@Service
public class SnapshotReader {

  private final SnapshotStores stores;

  public SnapshotReader(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /** Writes the differences between two snapshots as a patch. */
  public void writePatch(Target target, String from, String to, OutputStream out)
      throws IOException {
    try (var store = stores.open(target)) {
      store.writePatch(store.requireSnapshot(from), store.requireSnapshot(to), out);
    }
  }

  /** Compares two snapshots for display. */
  public Comparison compare(Target target, String from, String to, Comparison.Limits limits)
      throws IOException {
    try (var store = stores.open(target)) {
      return new SnapshotComparer(store)
          .compare(store.requireSnapshot(from), store.requireSnapshot(to), limits);
    }
  }

  /** Writes all files of a snapshot as a tar.gz; the same snapshot gives the same bytes. */
  public void writeArchive(Target target, String tree, OutputStream out) throws IOException {
    try (var store = stores.open(target)) {
      new SnapshotArchiver(store).write(store.requireSnapshot(tree), out);
    }
  }

  /** Returns the content of a file of a snapshot; empty if there is no such file. */
  public Optional<byte[]> readFile(Target target, String tree, String path) throws IOException {
    try (var store = stores.open(target);
        var walk = TreeWalk.forPath(store.repository(), path, store.requireSnapshot(tree))) {
      return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
          ? Optional.empty()
          : Optional.of(store.readBlob(walk.getObjectId(0)));
    }
  }
}
