package dev.pawl.snapshot;

import dev.pawl.target.GitLineEndings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The files of a tree that differ from a base tree, with the base version of each. A renamed file has the base version
 * of its old path.
 *
 * @param originals the content of the base version by path; {@link ObjectId#zeroId()} for a new file
 */
public record ChangedFiles(Map<String, ObjectId> originals) {

  /** The name of a folder that does not exist, and so has neither refs nor a configuration. */
  private static final String NO_REPOSITORY = "no-repository";

  /** The number of added and deleted files up to which renamed files with changed content are detected. */
  private static final int RENAME_LIMIT = 1000;

  /** Compares two trees of a store. */
  public static ChangedFiles between(SnapshotStore store, ObjectId base, ObjectId tree)
      throws IOException {
    return new ChangedFiles(compare(store.repository(), base, tree, path -> true, false));
  }

  /**
   * Compares a tree of a store with a base tree of another repository, whose base versions are copied to the store.
   * Files that differ only by their line endings have not changed, as git converts these in a work tree.
   *
   * @param objects the folder of the objects of the other repository
   * @param present decides whether a path of the base could be part of the tree, which ignored files are not
   */
  public static ChangedFiles between(
      SnapshotStore store, Path objects, ObjectId base, ObjectId tree, Predicate<String> present)
      throws IOException {
    var builder =
        new FileRepositoryBuilder()
            // As an alternate, the library would open the other repository with its configuration.
            .setGitDir(new File(store.repository().getDirectory(), NO_REPOSITORY))
            .setObjectDirectory(objects.toFile())
            .setBare()
            .addAlternateObjectDirectory(store.repository().getObjectDatabase().getDirectory());
    try (Repository both = builder.build();
        ObjectReader reader = both.newObjectReader();
        var inserter = store.repository().getObjectDatabase().newPackInserter()) {
      Map<String, ObjectId> originals = compare(both, base, tree, present, true);
      for (ObjectId original : originals.values()) {
        if (!original.equals(ObjectId.zeroId())
            && !store.repository().getObjectDatabase().has(original)) {
          var content = reader.open(original, Constants.OBJ_BLOB);
          try (var in = content.openStream()) {
            inserter.insert(Constants.OBJ_BLOB, content.getSize(), in);
          }
        }
      }
      inserter.flush();
      return new ChangedFiles(originals);
    }
  }

  private static Map<String, ObjectId> compare(
      Repository repository,
      ObjectId base,
      ObjectId tree,
      Predicate<String> present,
      boolean ignoresLineEndings)
      throws IOException {
    var originals = new TreeMap<String, ObjectId>();
    var moved = new ArrayList<DiffEntry>();
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(base);
      walk.addTree(tree);
      walk.setRecursive(true);
      walk.setFilter(AndTreeFilter.create(TreeFilter.ANY_DIFF, new PresentFilter(present)));
      for (DiffEntry entry : DiffEntry.scan(walk)) {
        if (entry.getOldMode() == FileMode.GITLINK || entry.getNewMode() == FileMode.GITLINK) {
          continue;
        }
        if (entry.getChangeType() == ChangeType.MODIFY) {
          ObjectId original = entry.getOldId().toObjectId();
          boolean unchanged =
              ignoresLineEndings
                  && entry.getOldMode() == entry.getNewMode()
                  && differsInLineEndingsOnly(repository, original, entry.getNewId().toObjectId());
          if (!unchanged) {
            originals.put(entry.getNewPath(), original);
          }
        } else {
          moved.add(entry);
        }
      }
    }
    for (DiffEntry entry : detectRenames(repository, moved)) {
      if (entry.getChangeType() != ChangeType.DELETE) {
        originals.put(
            entry.getNewPath(),
            entry.getChangeType() == ChangeType.ADD
                ? ObjectId.zeroId()
                : entry.getOldId().toObjectId());
      }
    }
    return Collections.unmodifiableMap(originals);
  }

  /** Leaves out files of the base that are missing in the tree but could not be part of it. */
  private static final class PresentFilter extends TreeFilter {

    private final Predicate<String> present;

    private PresentFilter(Predicate<String> present) {
      this.present = present;
    }

    @Override
    public boolean include(TreeWalk walk) {
      return walk.isSubtree()
          || walk.getRawMode(1) != FileMode.TYPE_MISSING
          || present.test(walk.getPathString());
    }

    @Override
    public boolean shouldBeRecursive() {
      return true;
    }

    @Override
    public TreeFilter clone() {
      return this;
    }
  }

  /** Combines the deletion and the addition of a similar file to a rename. */
  static List<DiffEntry> detectRenames(Repository repository, List<DiffEntry> moved)
      throws IOException {
    if (moved.stream().map(DiffEntry::getChangeType).distinct().count() < 2) {
      return moved;
    }
    var detector = new RenameDetector(repository);
    detector.setRenameLimit(RENAME_LIMIT);
    detector.addAll(moved);
    return detector.compute();
  }

  private static boolean differsInLineEndingsOnly(
      Repository repository, ObjectId before, ObjectId after) throws IOException {
    byte[] current = repository.open(after, Constants.OBJ_BLOB).getCachedBytes(Integer.MAX_VALUE);
    byte[] converted = GitLineEndings.toLf(current);
    return converted.length < current.length
        && Arrays.equals(
            converted,
            repository.open(before, Constants.OBJ_BLOB).getCachedBytes(Integer.MAX_VALUE));
  }
}
