package dev.pawl.workspace;

import dev.pawl.snapshot.ChangedFiles;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.target.ChangedSinceResolver;
import dev.pawl.target.GitRemote;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
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
    TargetScope scope = requested == null ? configured(config) : requested;
    if (scope.changedSince() == null) {
      return scope.isWholeTarget() ? FilesInScope.ALL : new FilesInScope(scope, null, null);
    }
    TargetScope resolved = scope.since() == null ? commits.resolve(scope, target) : scope;
    if (target.git() != null) {
      return readRepository(resolved, target.git(), snapshot);
    }
    return readWorkTree(resolved, target, config, snapshot);
  }

  /** Returns the scope of the configuration; one that cannot be applied must not examine the whole target instead. */
  private static TargetScope configured(TargetConfig config) throws IOException {
    Optional<Fault> fault =
        config.faults().stream().filter(found -> found.pointer().startsWith("/scope")).findFirst();
    if (fault.isPresent()) {
      throw new InvalidScopeException(
          "the scope of .quality-config.json cannot be applied: " + fault.get().text());
    }
    return config.scope().orElse(TargetScope.ALL);
  }

  private FilesInScope readRepository(TargetScope scope, Target.Git git, ObjectId snapshot)
      throws IOException {
    TargetScope compared = commits.fetchMergeBase(scope, git, store.repository());
    ObjectId base = GitRemote.treeOf(store.repository(), mergeBase(compared));
    return new FilesInScope(compared, ChangedFiles.between(store, base, snapshot), store);
  }

  private FilesInScope readWorkTree(
      TargetScope scope, Target target, TargetConfig config, ObjectId snapshot) throws IOException {
    String revision = Objects.requireNonNull(scope.changedSince());
    try (var workTree = commits.openWorkTree(revision, target, workflow)) {
      Optional<ObjectId> base = workTree.tree(revision, mergeBase(scope));
      var exclusions = config.exclusions();
      ChangedFiles changes =
          ChangedFiles.between(
              store,
              workTree.objects(),
              base.orElse(store.emptyTree()),
              snapshot,
              path -> !exclusions.excludes(path));
      return new FilesInScope(scope, changes, store);
    }
  }

  private static String mergeBase(TargetScope scope) {
    return Objects.requireNonNull(scope.mergeBase());
  }
}
