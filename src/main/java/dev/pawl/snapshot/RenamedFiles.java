package dev.pawl.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Detects files that were renamed between two trees, as git does. */
final class RenamedFiles {

  private RenamedFiles() {}

  /**
   * Returns the old paths of renamed files by their new paths.
   *
   * @param relevant decides whether the new path of a deleted file is searched for
   */
  static Map<String, String> between(
      Repository repository, ObjectId from, ObjectId to, Predicate<String> relevant)
      throws IOException {
    var candidates = new ArrayList<DiffEntry>();
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(from);
      walk.addTree(to);
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      for (DiffEntry entry : DiffEntry.scan(walk)) {
        boolean submodule =
            entry.getOldMode() == FileMode.GITLINK || entry.getNewMode() == FileMode.GITLINK;
        boolean added = entry.getChangeType() == ChangeType.ADD;
        boolean deleted =
            entry.getChangeType() == ChangeType.DELETE && relevant.test(entry.getOldPath());
        if (!submodule && (added || deleted)) {
          candidates.add(entry);
        }
      }
    }
    var renamed = new HashMap<String, String>();
    for (DiffEntry entry : ChangedFiles.detectRenames(repository, candidates)) {
      if (entry.getChangeType() == ChangeType.RENAME) {
        renamed.put(entry.getNewPath(), entry.getOldPath());
      }
    }
    return renamed;
  }
}
