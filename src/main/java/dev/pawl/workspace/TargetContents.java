package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Writes the content of a target as a tree to its store. */
record TargetContents(
    WorkspaceProperties properties, Targets targets, GitRemotes remotes, SnapshotStores stores) {

  /** Returns the tree of the target's current content; that of an upload or a commit never changes. */
  ObjectId take(SnapshotStore store, Target target) throws IOException {
    try (var _ = StoreLock.of(stores.folder(target)).use()) {
      return read(store, target);
    }
  }

  private ObjectId read(SnapshotStore store, Target target) throws IOException {
    if (target.git() != null) {
      String commit = Objects.requireNonNull(target.git().commit());
      remotes.of(target.git()).fetch(store.repository(), commit);
      return GitRemote.treeOf(store.repository(), commit);
    }
    Optional<ObjectId> upload = store.upload();
    if (upload.isPresent()) {
      return upload.get();
    }
    Path root =
        targets
            .folder(target)
            .orElseThrow(() ->
                new IOException(
                    target.name() + " has expired or was deleted; upload it and submit it again"));
    Path file = stores.folder(target).resolve("index");
    FileIndex index = FileIndex.read(file);
    var files = FileWalk.ofTarget(root, TargetConfig.read(root), properties.home());
    ObjectId tree = store.write(files, index, ObjectId.zeroId());
    index.retain(files);
    index.write(file);
    if (target.archive() != null) {
      store.keepUpload(tree);
    }
    return tree;
  }
}
