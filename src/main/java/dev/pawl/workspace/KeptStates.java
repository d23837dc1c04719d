package dev.pawl.workspace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.springframework.stereotype.Service;

/** Reads stored snapshots of targets: their files, and the differences between them. */
@Service
public class KeptStates {

  private final SnapshotStores stores;

  KeptStates(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /** Writes the differences between two snapshots as a patch. */
  public void patch(Target target, String from, String to, OutputStream out) throws IOException {
    try (var store = stores.of(target)) {
      store.patch(store.state(from), store.state(to), out);
    }
  }

  /** Compares two snapshots for display. */
  public Comparison compare(Target target, String from, String to, Comparison.Limits limits)
      throws IOException {
    try (var store = stores.of(target)) {
      return new Comparing(store).compare(store.state(from), store.state(to), limits);
    }
  }

  /** Writes all files of a snapshot as a tar.gz; the same snapshot gives the same bytes. */
  public void pack(Target target, String tree, OutputStream out) throws IOException {
    try (var store = stores.of(target)) {
      new TreePacking(store).pack(store.state(tree), out);
    }
  }

  /** Returns the content of a file of a snapshot; empty if there is no such file. */
  public Optional<byte[]> content(Target target, String tree, String path) throws IOException {
    try (var store = stores.of(target);
        var walk = TreeWalk.forPath(store.repository(), path, store.state(tree))) {
      return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
          ? Optional.empty()
          : Optional.of(store.bytes(walk.getObjectId(0)));
    }
  }
}
