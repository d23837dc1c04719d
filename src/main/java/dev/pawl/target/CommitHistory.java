package dev.pawl.target;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Finds merge bases in the history of a repository, which may be incomplete. */
record CommitHistory(Repository repository) {

  /**
   * Returns the merge base of two commits; empty if the known part of the history contains none. If there are several,
   * the newest is returned.
   */
  Optional<String> mergeBase(String commit, String other) throws IOException {
    try (var walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(ObjectId.fromString(commit)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
      RevCommit base = walk.next();
      return base == null ? Optional.empty() : Optional.of(base.name());
    }
  }

  /**
   * Returns whether a part of the history is missing that could contain a newer merge base than the known one: a commit
   * without known parents, of either side, that is not part of the history of the merge base.
   */
  boolean mayHideNewerBase(String commit, String other, Optional<String> mergeBase)
      throws IOException {
    Set<ObjectId> boundary = boundary();
    if (boundary.isEmpty()) {
      return false;
    }
    if (mergeBase.isEmpty()) {
      return true;
    }
    try (var walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(commit)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
      walk.markUninteresting(walk.parseCommit(ObjectId.fromString(mergeBase.get())));
      for (RevCommit found : walk) {
        if (boundary.contains(found)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Returns the commits of a shallow clone whose parents were not fetched. */
  private Set<ObjectId> boundary() throws IOException {
    return repository.getObjectDatabase().getShallowCommits();
  }

  /** Returns whether commits of the history were not fetched. */
  boolean isShallow() throws IOException {
    return !boundary().isEmpty();
  }
}
