package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file, and changes whenever somebody changes the file.
 *
 * @param isExecutable whether its owner may execute it
 * @param size in bytes; of a link the length of what it points to
 * @param modified in nanoseconds; programs can set it back
 * @param changed in nanoseconds; programs cannot
 * @param key device and inode; others when the file was replaced
 */
record Stamp(Kind kind, boolean isExecutable, long size, long modified, long changed, String key) {

  /** What stands under a name. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket, a device. */
    OTHER;

    private static Kind of(PosixFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        return FILE;
      }
      if (attributes.isDirectory()) {
        return FOLDER;
      }
      return attributes.isSymbolicLink() ? LINK : OTHER;
    }
  }

  /** The stamp of a file, or of a link itself. */
  static Stamp of(Path file) throws IOException {
    // First what can only be read alone: a change between the two makes a stamp that never comes
    // again.
    var changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    var attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Stamp(
        Kind.of(attributes),
        attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE),
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        Objects.requireNonNull(changed).to(TimeUnit.NANOSECONDS),
        String.valueOf(attributes.fileKey()));
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  boolean isLink() {
    return kind == Kind.LINK;
  }
}
