package dev.pawl.target;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Finds the commits that {@code changed_since} of a scope names, and their merge bases with a target. */
public record ChangedSinceResolver(TargetResolver targets, GitRemoteFactory remotes) {

  /** The maximum duration of a fetch of history, for which workflows set no limit of their own. */
  private static final Duration HISTORY_LIMIT = Duration.ofHours(1);

  /**
   * Returns a scope with the commits that it compares with. The merge base of a repository is only known once its history
   * is fetched.
   *
   * @throws InvalidScopeException if the target has no history, or no such commit
   */
  public TargetScope resolve(TargetScope scope, Target target) throws IOException {
    String revision = scope.changedSince();
    if (revision == null) {
      return scope;
    }
    if (target.git() != null) {
      return scope.comparedWith(resolveRemotely(target.git(), revision), null);
    }
    try (GitWorkTree workTree = openWorkTree(revision, target, null)) {
      String commit = workTree.resolve(revision);
      return scope.comparedWith(commit, workTree.mergeBase(revision, commit));
    }
  }

  private String resolveRemotely(Target.Git git, String revision) throws IOException {
    try {
      return remotes
          .create(new Target.Git(git.url(), revision, git.depth(), null))
          .resolve()
          .commit();
    } catch (UnresolvableTargetException e) {
      throw InvalidScopeException.changedSince(revision, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Opens the repository of a directory target.
   *
   * @throws InvalidScopeException if the target is not in a git work tree
   */
  public GitWorkTree openWorkTree(String revision, Target target, @Nullable String workflow)
      throws IOException {
    if (target.archive() != null) {
      throw InvalidScopeException.changedSince(
          revision, "cannot be found, because an uploaded archive has no history");
    }
    return targets
        .openWorkTree(target, workflow)
        .orElseThrow(() ->
            InvalidScopeException.changedSince(
                revision, "cannot be found, because the target is not in a git work tree"));
  }

  /**
   * Returns whether a repository has all commits that the merge base of a scope requires, and the scope names its commit.
   *
   * @param repository the repository that receives the history; it contains the commit of the target
   */
  public boolean isFetched(TargetScope scope, Target.Git git, Repository repository)
      throws IOException {
    return scope.changedSince() == null
        || scope.since() != null
            && remotes
                .create(git)
                .hasMergeBase(repository, scope.since(), Objects.requireNonNull(git.commit()));
  }

  /** Fetches the merge base of a scope with the limit for fetches of history. */
  public TargetScope fetchMergeBase(TargetScope scope, Target.Git git, Repository repository)
      throws IOException {
    return fetchMergeBase(scope, git, repository, HISTORY_LIMIT);
  }

  /**
   * Fetches as much history as the merge base of a scope requires, and returns the scope with it.
   *
   * @param repository the repository that receives the history; it contains the commit of the target
   * @param limit the time after which the fetch fails
   * @throws InvalidScopeException if there is no merge base
   */
  public TargetScope fetchMergeBase(
      TargetScope scope, Target.Git git, Repository repository, Duration limit) throws IOException {
    String revision = Objects.requireNonNull(scope.changedSince());
    String since = Objects.requireNonNull(scope.since());
    String commit = Objects.requireNonNull(git.commit());
    Optional<String> base =
        remotes.create(git).fetchMergeBase(repository, revision, since, commit, limit);
    return scope.comparedWith(
        since,
        base.orElseThrow(() ->
            InvalidScopeException.changedSince(
                revision,
                "(commit %s) has no common ancestor with commit %s".formatted(since, commit))));
  }
}
