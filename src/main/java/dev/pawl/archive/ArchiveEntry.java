package dev.pawl.archive;

import java.io.InputStream;

/** An entry of an archive, as read and not yet validated. */
sealed interface ArchiveEntry {

  /** Returns the path as stored in the archive. */
  String name();

  /** A folder. */
  record Folder(String name) implements ArchiveEntry {}

  /** A regular file; its content is readable until the next entry is read. */
  record File(String name, boolean executable, InputStream content) implements ArchiveEntry {}

  /** A symbolic link. */
  record Symlink(String name, String target) implements ArchiveEntry {}

  /** A hard link to an earlier entry. */
  record HardLink(String name, String target) implements ArchiveEntry {}

  /** An entry that cannot be extracted, with the reason. */
  record Unsupported(String name, String reason) implements ArchiveEntry {}
}
