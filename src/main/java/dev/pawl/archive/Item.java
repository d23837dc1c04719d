package dev.pawl.archive;

import java.io.InputStream;

/** An entry of an archive, as read and not yet validated. */
sealed interface Item {

  /** Returns the path as stored in the archive. */
  String name();

  /** A folder. */
  record Folder(String name) implements Item {}

  /** A regular file; its content is readable until the next entry is read. */
  record File(String name, boolean executable, InputStream content) implements Item {}

  /** A symbolic link. */
  record Link(String name, String target) implements Item {}

  /** A hard link to an earlier entry. */
  record Copy(String name, String of) implements Item {}

  /** An entry that cannot be extracted, with the reason. */
  record Unfit(String name, String why) implements Item {}
}
