package dev.pawl.target;

import java.nio.file.FileSystemException;

/** Thrown when a part of a path is a link, or something else than a folder, where only folders are accepted. */
public final class LinkNotFollowedException extends FileSystemException {

  private static final long serialVersionUID = 1;

  LinkNotFollowedException(String path) {
    super(path, null, "is a link or not a folder; links are not followed");
  }
}
