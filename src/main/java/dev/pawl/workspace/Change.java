package dev.pawl.workspace;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A difference between two snapshots.
 *
 * @param path the path relative to the target
 * @param oldMode the mode before; {@link FileMode#MISSING} if the file was added
 * @param newMode the mode afterwards; {@link FileMode#MISSING} if the file was deleted
 */
record Change(String path, FileMode oldMode, ObjectId oldId, FileMode newMode, ObjectId newId) {

  Change reversed() {
    return new Change(path, newMode, newId, oldMode, oldId);
  }
}
