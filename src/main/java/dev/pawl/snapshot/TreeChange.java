package dev.pawl.snapshot;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A difference between two snapshots.
 *
 * @param path the path relative to the target
 * @param oldMode the mode before; {@link FileMode#MISSING} if the file was added
 * @param newMode the mode afterwards; {@link FileMode#MISSING} if the file was deleted
 */
public record TreeChange(
    String path, FileMode oldMode, ObjectId oldId, FileMode newMode, ObjectId newId) {

  public TreeChange reversed() {
    return new TreeChange(path, newMode, newId, oldMode, oldId);
  }
}
