package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file, and changes whenever somebody changes the file.
 *
 * @param mode kind and permissions, as {@code stat} has them
 * @param size in bytes; of a link the length of what it points to
 * @param modified in nanoseconds; programs can set it back
 * @param changed in nanoseconds; programs cannot
 * @param inode another one when the file was replaced
 */
record Stamp(int mode, long size, long modified, long changed, long inode) {

  private static final int KIND = 0170000;
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;
  private static final int OWNER_EXECUTES = 0100;

  /** The stamp of a file, or of a link itself. */
  static Stamp of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            file, "unix:mode,size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    return new Stamp(
        (int) number(attributes, "mode"),
        number(attributes, "size"),
        time(attributes, "lastModifiedTime"),
        time(attributes, "ctime"),
        number(attributes, "ino"));
  }

  private static long number(Map<String, Object> attributes, String name) {
    return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
  }

  private static long time(Map<String, Object> attributes, String name) {
    return ((FileTime) Objects.requireNonNull(attributes.get(name))).to(TimeUnit.NANOSECONDS);
  }

  boolean isFolder() {
    return (mode & KIND) == FOLDER;
  }

  boolean isFile() {
    return (mode & KIND) == FILE;
  }

  boolean isLink() {
    return (mode & KIND) == LINK;
  }

  boolean isExecutable() {
    return (mode & OWNER_EXECUTES) != 0;
  }
}
