package dev.pawl.workspace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.springframework.stereotype.Service;

/** Reads states of targets that were kept: what they hold, and what differs between them. */
@Service
public class KeptStates {

  private final SnapshotStores stores;

  KeptStates(WorkspaceProperties properties) {
    this.stores = new SnapshotStores(properties.home());
  }

  /** Writes what differs between two states as a patch. */
  public void patch(Target target, String from, String to, OutputStream out) throws IOException {
    try (var store = stores.of(target)) {
      store.patch(store.state(from), store.state(to), out);
    }
  }

  /** What differs between two states, to be read by people. */
  public Comparison compare(Target target, String from, String to, Comparison.Limits limits)
      throws IOException {
    try (var store = stores.of(target)) {
      return new Comparing(store).compare(store.state(from), store.state(to), limits);
    }
  }

  /** Writes all files of a state as a tar.gz; the same state gives the same bytes. */
  public void pack(Target target, String tree, OutputStream out) throws IOException {
    try (var store = stores.of(target)) {
      new TreePacking(store).pack(store.state(tree), out);
    }
  }

  /** What a file of a state holds; empty when there is none. */
  public Optional<byte[]> content(Target target, String tree, String path) throws IOException {
    try (var store = stores.of(target);
        var walk = TreeWalk.forPath(store.repository(), path, store.state(tree))) {
      return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
          ? Optional.empty()
          : Optional.of(store.bytes(walk.getObjectId(0)));
    }
  }
}
