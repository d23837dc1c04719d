package dev.pawl.snapshot;

import dev.pawl.target.ChangedSinceResolver;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.GitRemote;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.PathFilter;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.TargetScope;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Writes the content of a target as a tree to its store. */
public record TargetSnapshotter(
    WorkspaceProperties properties,
    TargetResolver targets,
    GitRemoteFactory remotes,
    SnapshotStores stores) {

  /** The maximum duration of a fetch for which the workflow sets no limit. */
  private static final Duration FETCH_LIMIT = Duration.ofHours(1);

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
   * Returns whether taking a snapshot of the target, or determining the files in scope, requires the network.
   *
   * @param scope the scope of the workflow; null for that of the target's configuration
   */
  public boolean requiresFetch(SnapshotStore store, Target target, @Nullable TargetScope scope)
      throws IOException {
    Target.Git git = target.git();
    if (git == null) {
      return false;
    }
    try {
      return !remotes.create(git).isFetched(store.repository(), commitOf(git))
          || !bases().isFetched(scopeOf(store, git, scope), git, store.repository());
    } catch (IOException e) {
      if (SnapshotDamagedException.findDamage(e).isPresent()) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Fetches what is missing in the store of a git target: its commit, and the history that the base of the scope requires.
   *
   * @param scope the scope of the workflow; null for that of the target's configuration
   * @param limit the time after which the fetch fails
   * @return the scope with its commits
   * @throws dev.pawl.target.InvalidScopeException if the scope has no base, or cannot be applied
   */
  public TargetScope fetch(
      SnapshotStore store,
      Target target,
      String workflow,
      @Nullable TargetScope scope,
      Duration limit)
      throws IOException {
    Target.Git git = Objects.requireNonNull(target.git());
    long deadline = System.nanoTime() + limit.toNanos();
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
      store.requireFetchedCommits();
      fetch(store, git, workflow, limit);
      return fetchBase(store, target, git, scope, deadline);
    } catch (IOException e) {
      if (SnapshotDamagedException.findDamage(e).isEmpty()) {
        throw e;
      }
    }
    refetch(store, target, git, workflow, scope, limit);
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
      return fetchBase(store, target, git, scope, deadline);
    }
  }

  private TargetScope fetchBase(
      SnapshotStore store,
      Target target,
      Target.Git git,
      @Nullable TargetScope scope,
      long deadline)
      throws IOException {
    TargetScope current = scopeOf(store, git, scope);
    if (current.changedSince() == null) {
      return current;
    }
    TargetScope resolved = current.since() == null ? bases().resolve(current, target) : current;
    return bases()
        .fetchMergeBase(
            resolved,
            git,
            store.repository(),
            Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
  }

  private static TargetScope scopeOf(
      SnapshotStore store, Target.Git git, @Nullable TargetScope scope) throws IOException {
    return scope == null
        ? store.readConfig(GitRemote.treeOf(store.repository(), commitOf(git))).requireScope()
        : scope;
  }

  private ChangedSinceResolver bases() {
    return new ChangedSinceResolver(targets, remotes);
  }

  private void fetch(SnapshotStore store, Target.Git git, String workflow, Duration limit)
      throws IOException {
    targets.requireAllowed(git, workflow);
    remotes.create(git).fetch(store.repository(), commitOf(git), limit);
  }

  private static String commitOf(Target.Git git) {
    return Objects.requireNonNull(git.commit());
  }

  /**
   * Returns the tree of the target's current content, whose contents are all read or fetched and stored again because
   * stored ones are missing or damaged.
   *
   * @param scope the scope of the workflow, whose base is fetched again too; null for that of the target's configuration
   */
  public ObjectId rewriteSnapshot(
      SnapshotStore store, Target target, String workflow, @Nullable TargetScope scope)
      throws IOException {
    if (target.git() != null) {
      return refetch(store, target, target.git(), workflow, scope, FETCH_LIMIT);
    }
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
      Files.deleteIfExists(stores.folder(target).resolve("index"));
      return readFolder(store, target, workflow, store::rewriteTree);
    }
  }

  /**
   * Fetches a commit and the base of the scope into an empty repository, so that the remote sends all of their objects,
   * and moves them to the store.
   */
  private ObjectId refetch(
      SnapshotStore store,
      Target target,
      Target.Git git,
      String workflow,
      @Nullable TargetScope scope,
      Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    targets.requireAllowed(git, workflow);
    String commit = commitOf(git);
    Path folder = Files.createTempDirectory(stores.folder(target), "refetch-");
    try (SnapshotStore fetched = SnapshotStore.open(folder.resolve("snapshots.git"))) {
      remotes.create(git).fetch(fetched.repository(), commit, limit);
      fetchBase(fetched, target, git, scope, deadline);
      try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared()) {
        store.moveObjects(fetched);
        return GitRemote.treeOf(store.repository(), commit);
      }
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  /** Returns the tree of those files of a directory target that a filter selects, as they are now. */
  public ObjectId readFiles(SnapshotStore store, Target target, String workflow, PathFilter filter)
      throws IOException {
    try (var _ = SnapshotStoreLock.of(stores.folder(target)).acquireShared();
        FolderHandle root = targets.open(target, workflow)) {
      var files = FileWalker.listTarget(root, TargetConfig.read(root), properties.home(), filter);
      return store.writeTree(root, files, new FileIndex(), ObjectId.zeroId());
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
      store.requireFetchedCommits();
      fetch(store, target.git(), workflow, FETCH_LIMIT);
      return GitRemote.treeOf(store.repository(), commitOf(target.git()));
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
