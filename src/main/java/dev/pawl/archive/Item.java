package dev.pawl.archive;

import java.io.InputStream;

/** One entry of an archive, as it says of itself; nothing of it was checked. */
sealed interface Item {

  /** The path, as the archive has it. */
  String name();

  /** A folder. */
  record Folder(String name) implements Item {}

  /** A regular file; its content can be read until the next entry is asked for. */
  record File(String name, boolean executable, InputStream content) implements Item {}

  /** A symbolic link. */
  record Link(String name, String target) implements Item {}

  /** A hard link: one more name of an entry before it. */
  record Copy(String name, String of) implements Item {}

  /** What cannot be taken over, whatever it is called. */
  record Unfit(String name, String why) implements Item {}
}
