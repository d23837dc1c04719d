package dev.pawl.workspace;

import dev.pawl.snapshot.ChangedFiles;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.target.ChangedSinceResolver;
import dev.pawl.target.GitRemote;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Determines the files in scope of a workflow once its snapshot is taken.
 *
 * @param workflow the workflow whose project may limit the roots of targets
 * @param requested the scope of the workflow; null for that of the target's configuration
 */
record ScopeReader(
    ChangedSinceResolver commits,
    SnapshotStore store,
    String workflow,
    @Nullable TargetScope requested) {

  /** Returns the files in scope of a snapshot. */
  FilesInScope read(Target target, TargetConfig config, ObjectId snapshot) throws IOException {
    TargetScope scope = requested == null ? config.requireScope() : requested;
    if (scope.changedSince() == null) {
      return scope.isWholeTarget() ? FilesInScope.ALL : new FilesInScope(scope, null, null);
    }
    TargetScope resolved = scope.since() == null ? commits.resolve(scope, target) : scope;
    if (target.git() != null) {
      return readRepository(resolved, target.git(), snapshot);
    }
    var exclusions = config.exclusions();
    return readWorkTree(resolved, target, snapshot, path -> !exclusions.excludes(path));
  }

  private FilesInScope readRepository(TargetScope scope, Target.Git git, ObjectId snapshot)
      throws IOException {
    TargetScope compared = commits.fetchMergeBase(scope, git, store.repository());
    ObjectId base = GitRemote.treeOf(store.repository(), mergeBase(compared));
    var files = new FilesInScope(compared, ChangedFiles.between(store, base, snapshot), store);
    for (ObjectId original : files.originals().values()) {
      // A damaged base version is found here, where it can still be fetched again.
      store.readBlob(original);
    }
    return files;
  }

  /**
   * Returns the files in scope of a snapshot of a directory.
   *
   * @param present decides whether a file of the base that is not in the snapshot could be part of it
   */
  FilesInScope readWorkTree(
      TargetScope scope, Target target, ObjectId snapshot, Predicate<String> present)
      throws IOException {
    String revision = Objects.requireNonNull(scope.changedSince());
    try (var workTree = commits.openWorkTree(revision, target, workflow)) {
      Optional<ObjectId> base = workTree.tree(revision, mergeBase(scope));
      ChangedFiles changes =
          ChangedFiles.between(
              store, workTree.objects(), base.orElse(store.emptyTree()), snapshot, present);
      return new FilesInScope(scope, changes, store);
    }
  }

  private static String mergeBase(TargetScope scope) {
    return Objects.requireNonNull(scope.mergeBase());
  }
}
