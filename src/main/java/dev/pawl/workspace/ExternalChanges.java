package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.SnapshotStores;
import dev.pawl.snapshot.TargetSnapshotter;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.PathFilter;
import dev.pawl.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** Detects changes that others make to the target of a workflow while it runs. */
record ExternalChanges(SnapshotStores stores, TargetSnapshotter contents) {

  /** Returns the files that match neither the snapshot nor the last checkpoint, in path order. */
  List<String> find(Workspace workspace, String workflow) throws IOException {
    Target target = workspace.target();
    if (target.path() == null) {
      return List.of();
    }
    ObjectId snapshot = ObjectId.fromString(workspace.snapshotTree().orElseThrow());
    try (var store = stores.open(target)) {
      ObjectId current =
          workspace.isPartial()
              ? contents.readFiles(store, target, workflow, filesOf(store, snapshot))
              : contents.takeSnapshot(store, target, workflow);
      if (current.equals(snapshot)) {
        return List.of();
      }
      Set<String> foreignPaths =
          store.diff(workspace.lastCheckpoint(), current).stream()
              .map(TreeChange::path)
              .collect(toUnmodifiableSet());
      return store.diff(snapshot, current).stream()
          .map(TreeChange::path)
          .filter(foreignPaths::contains)
          .toList();
    }
  }

  private static PathFilter filesOf(SnapshotStore store, ObjectId tree) throws IOException {
    return PathFilter.of(
        store.entries(tree, PathFilter.ALL).stream().map(TreeChange::path).toList());
  }
}
