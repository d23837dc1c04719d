package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** What others change in the target of a workflow while it runs (2-behaviour, 5.9). */
record OutsideChanges(SnapshotStores stores, TargetContents contents) {

  /** The files that are neither what the snapshot has nor what the workflow has made of them, in path order. */
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
