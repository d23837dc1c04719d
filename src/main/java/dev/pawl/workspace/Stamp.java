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
 * The attributes of a file in the file system, which differ after every change of the file.
 *
 * @param isExecutable whether the owner may execute the file
 * @param size the size in bytes; for a link, the length of its target path
 * @param modified the time of the last modification in nanoseconds; programs can set it
 * @param changed the time of the last status change in nanoseconds; programs cannot set it
 * @param device the device that the file is on
 * @param inode the inode on that device; another one after the file was replaced
 */
record Stamp(
    Kind kind,
    boolean isExecutable,
    long size,
    long modified,
    long changed,
    long device,
    long inode) {

  /** All attributes in one system call, as there are thousands of files. */
  private static final String READ = "unix:mode,size,lastModifiedTime,ctime,dev,ino";

  private static final int OWNER_EXECUTE = 0100;

  /** The kind of a file system entry. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket, a device. */
    OTHER;

    /** Returns the kind for a mode (POSIX, sys/stat.h). */
    private static Kind of(int mode) {
      return switch (mode & 0170000) {
        case 0100000 -> FILE;
        case 0040000 -> FOLDER;
        case 0120000 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** Returns the stamp of a file; for a link, that of the link itself. */
  static Stamp of(Path file) throws IOException {
    Map<String, Object> all = Files.readAttributes(file, READ, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) of(all, "mode");
    return new Stamp(
        Kind.of(mode),
        (mode & OWNER_EXECUTE) != 0,
        (long) of(all, "size"),
        ((FileTime) of(all, "lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        ((FileTime) of(all, "ctime")).to(TimeUnit.NANOSECONDS),
        (long) of(all, "dev"),
        (long) of(all, "ino"));
  }

  private static Object of(Map<String, Object> all, String name) {
    return Objects.requireNonNull(all.get(name));
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
