package dev.pawl.workspace;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One difference between two snapshots.
 *
 * @param path relative to the target
 * @param oldMode {@link FileMode#MISSING} when the file is new
 * @param newMode {@link FileMode#MISSING} when the file is gone
 */
record Change(String path, FileMode oldMode, ObjectId oldId, FileMode newMode, ObjectId newId) {

  Change reversed() {
    return new Change(path, newMode, newId, oldMode, oldId);
  }
}
