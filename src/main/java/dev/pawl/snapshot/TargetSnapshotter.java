package dev.pawl.snapshot;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.GitRemote;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.springframework.util.FileSystemUtils;

/** Writes the content of a target as a tree to its store. */
public record TargetSnapshotter(
    WorkspaceProperties properties,
    TargetResolver targets,
    GitRemoteFactory remotes,
    SnapshotStores stores) {

  /**
   * Returns the tree of the target's current content; that of an upload or a commit never changes.
   *
   * @param workflow the workflow whose project may limit the roots of targets
   */
  public ObjectId takeSnapshot(SnapshotStore store, Target target, String workflow)
      throws IOException {
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
      return readTree(store, target, workflow);
    }
  }

  /**
   * Returns the tree of the target's current content, whose contents are all read or fetched and stored again because
   * stored ones are missing or damaged.
   */
  public ObjectId rewriteSnapshot(SnapshotStore store, Target target, String workflow)
      throws IOException {
    if (target.git() != null) {
      return refetch(store, target, target.git(), workflow);
    }
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
      Files.deleteIfExists(stores.folder(target).resolve("index"));
      return readFolder(store, target, workflow, store::rewriteTree);
    }
  }

  /**
   * Fetches a commit into an empty repository, so that the remote sends all of its objects, and moves them to the store.
   */
  private ObjectId refetch(SnapshotStore store, Target target, Target.Git git, String workflow)
      throws IOException {
    targets.requireAllowed(git, workflow);
    String commit = Objects.requireNonNull(git.commit());
    Path folder = Files.createTempDirectory(stores.folder(target), "refetch-");
    try (SnapshotStore fetched = SnapshotStore.open(folder.resolve("snapshots.git"))) {
      remotes.create(git).fetch(fetched.repository(), commit);
      try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
        store.moveObjects(fetched);
        return GitRemote.treeOf(store.repository(), commit);
      }
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  @FunctionalInterface
  private interface TreeWriter {
    ObjectId write(FolderHandle root, List<FileWalker.Entry> files, FileIndex index)
        throws IOException;
  }

  private ObjectId readTree(SnapshotStore store, Target target, String workflow)
      throws IOException {
    if (target.git() != null) {
      targets.requireAllowed(target.git(), workflow);
      String commit = Objects.requireNonNull(target.git().commit());
      store.requireFetchedCommits();
      remotes.create(target.git()).fetch(store.repository(), commit);
      return GitRemote.treeOf(store.repository(), commit);
    }
    Optional<ObjectId> upload = store.findUpload();
    if (upload.isPresent()) {
      return upload.get();
    }
    return readFolder(
        store,
        target,
        workflow,
        (root, files, index) -> store.writeTree(root, files, index, ObjectId.zeroId()));
  }

  private ObjectId readFolder(
      SnapshotStore store, Target target, String workflow, TreeWriter writer) throws IOException {
    Path indexFile = stores.folder(target).resolve("index");
    FileIndex index = FileIndex.read(indexFile);
    if (index.wasDamaged()) {
      store.addRepair("the index of known files was damaged, and all files were read again");
    }
    ObjectId tree;
    try (FolderHandle root = targets.open(target, workflow)) {
      var files = FileWalker.listTarget(root, TargetConfig.read(root), properties.home());
      tree = writer.write(root, files, index);
      index.retainAll(files);
    }
    index.write(indexFile);
    if (target.archive() != null) {
      store.storeUpload(tree);
    }
    return tree;
  }
}
