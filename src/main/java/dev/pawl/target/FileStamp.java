package dev.pawl.target;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
 * @param modifiedNanos the time of the last modification in nanoseconds; programs can set it
 * @param changedNanos the time of the last status change in nanoseconds; programs cannot set it
 * @param device the device that the file is on
 * @param inode the inode on that device; another one after the file was replaced
 */
record FileStamp(
    FileType type,
    boolean isExecutable,
    long size,
    long modifiedNanos,
    long changedNanos,
    long device,
    long inode) {

  /** All attributes in one system call, as there are thousands of files. */
  private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,dev,ino";

  private static final int OWNER_EXECUTE = 0100;

  /** The size of {@code struct statx} (Linux, uapi/linux/stat.h), whose layout is the same on all processors. */
  static final long STATX_BYTES = 256;

  private static final long STATX_MODE = 28;
  private static final long STATX_INODE = 32;
  private static final long STATX_SIZE = 40;
  private static final long STATX_CHANGED = 96;
  private static final long STATX_MODIFIED = 112;
  private static final long STATX_DEVICE_MAJOR = 136;
  private static final long STATX_DEVICE_MINOR = 140;

  /** The kind of a file system entry. */
  enum FileType {
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket, a device. */
    OTHER;

    /** Returns the kind for a mode (POSIX, sys/stat.h). */
    private static FileType of(int mode) {
      return switch (mode & 0170000) {
        case 0100000 -> FILE;
        case 0040000 -> FOLDER;
        case 0120000 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** Returns the stamp of a file; for a link, that of the link itself. */
  static FileStamp of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) attribute(attributes, "mode");
    return new FileStamp(
        FileType.of(mode),
        (mode & OWNER_EXECUTE) != 0,
        (long) attribute(attributes, "size"),
        ((FileTime) attribute(attributes, "lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        ((FileTime) attribute(attributes, "ctime")).to(TimeUnit.NANOSECONDS),
        (long) attribute(attributes, "dev"),
        (long) attribute(attributes, "ino"));
  }

  /** Returns the stamp for the attributes that {@code statx} has written; equal to that of {@link #of}. */
  static FileStamp ofStatx(MemorySegment attributes) {
    int mode = Short.toUnsignedInt(attributes.get(ValueLayout.JAVA_SHORT, STATX_MODE));
    return new FileStamp(
        FileType.of(mode),
        (mode & OWNER_EXECUTE) != 0,
        attributes.get(ValueLayout.JAVA_LONG, STATX_SIZE),
        nanosAt(attributes, STATX_MODIFIED),
        nanosAt(attributes, STATX_CHANGED),
        device(
            Integer.toUnsignedLong(attributes.get(ValueLayout.JAVA_INT, STATX_DEVICE_MAJOR)),
            Integer.toUnsignedLong(attributes.get(ValueLayout.JAVA_INT, STATX_DEVICE_MINOR))),
        attributes.get(ValueLayout.JAVA_LONG, STATX_INODE));
  }

  /** Returns a {@code struct statx_timestamp} in nanoseconds: seconds, and the nanoseconds of the last one. */
  private static long nanosAt(MemorySegment attributes, long offset) {
    return TimeUnit.SECONDS.toNanos(attributes.get(ValueLayout.JAVA_LONG, offset))
        + attributes.get(ValueLayout.JAVA_INT, offset + Long.BYTES);
  }

  /** Returns the number of a device as in {@code struct stat} (makedev(3)). */
  private static long device(long major, long minor) {
    return (major & 0xffff_f000L) << 32
        | (major & 0xfff) << 8
        | (minor & 0xffff_ff00L) << 12
        | minor & 0xff;
  }

  private static Object attribute(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name));
  }

  boolean isFolder() {
    return type == FileType.FOLDER;
  }

  boolean isFile() {
    return type == FileType.FILE;
  }

  boolean isLink() {
    return type == FileType.LINK;
  }
}
