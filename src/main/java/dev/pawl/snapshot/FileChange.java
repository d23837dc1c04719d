package dev.pawl.snapshot;

import org.eclipse.jgit.lib.FileMode;

/** A difference between two snapshots; {@code regular} if it is a regular file wherever it exists. */
public record FileChange(String path, Kind kind, boolean regular) {

  /** The kinds of differences between two snapshots. */
  public enum Kind {
    ADDED,
    DELETED,
    MODIFIED,
    /** The file mode or the file type has changed. */
    RETYPED
  }

  public static Kind kindOf(TreeChange change) {
    if (change.oldMode() == FileMode.MISSING) {
      return Kind.ADDED;
    }
    if (change.newMode() == FileMode.MISSING) {
      return Kind.DELETED;
    }
    return change.oldMode() == change.newMode() ? Kind.MODIFIED : Kind.RETYPED;
  }
}
