package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** Detects changes that others make to the target of a workflow while it runs. */
record OutsideChanges(SnapshotStores stores, TargetContents contents) {

  /** Returns the files that match neither the snapshot nor the last checkpoint, in path order. */
  List<String> of(Workspace workspace) throws IOException {
    Target target = workspace.target();
    if (target.path() == null) {
      return List.of();
    }
    ObjectId snapshot = ObjectId.fromString(workspace.snapshotTree().orElseThrow());
    try (var store = stores.of(target)) {
      ObjectId now = contents.take(store, target);
      if (now.equals(snapshot)) {
        return List.of();
      }
      Set<String> notOurs =
          store.diff(workspace.lastCheckpoint(), now).stream()
              .map(Change::path)
              .collect(toUnmodifiableSet());
      return store.diff(snapshot, now).stream()
          .map(Change::path)
          .filter(notOurs::contains)
          .toList();
    }
  }
}
