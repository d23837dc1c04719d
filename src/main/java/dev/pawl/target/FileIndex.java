package dev.pawl.target;

import static java.util.stream.Collectors.toSet;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index of known file contents by path and file stamp, so that unchanged files are not read again. */
public final class FileIndex {

  private record IndexEntry(FileStamp stamp, ObjectId content) {}

  private static final Logger log = LoggerFactory.getLogger(FileIndex.class);
  private static final int FORMAT_VERSION = 4;
  private static final List<FileStamp.FileType> KINDS = List.of(FileStamp.FileType.values());

  /** The age in nanoseconds below which a stamp is not trusted: a second change shortly after may not alter it. */
  private static final long MIN_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** File stamps come from the system clock, even if the service uses another clock. */
  private static final Clock SYSTEM_CLOCK = Clock.systemUTC();

  private final Map<String, IndexEntry> files = new HashMap<>();
  private boolean damaged;

  /** Returns the content of a file, if it is known and the file has not changed since. */
  public synchronized Optional<ObjectId> find(FileWalker.Entry file) {
    IndexEntry entry = files.get(file.path());
    return entry != null && entry.stamp().equals(file.stamp())
        ? Optional.of(entry.content())
        : Optional.empty();
  }

  /** Returns whether the content of each of these files is known. */
  public synchronized boolean containsAll(List<FileWalker.Entry> present) {
    return present.stream().allMatch(file -> find(file).isPresent());
  }

  /** Records the content of a file, which must have been read after its stamp was taken. */
  public synchronized void put(FileWalker.Entry file, ObjectId content) {
    long now = TimeUnit.MILLISECONDS.toNanos(SYSTEM_CLOCK.millis());
    if (file.stamp().changedNanos() < now - MIN_AGE_NANOS) {
      files.put(file.path(), new IndexEntry(file.stamp(), content));
    }
  }

  /** Adds all entries of another index. */
  public synchronized void addAll(FileIndex other) {
    files.putAll(other.files);
  }

  /** Returns the number of files in the index. */
  public synchronized int size() {
    return files.size();
  }

  /** Removes all files but these. */
  public synchronized void retainAll(List<FileWalker.Entry> present) {
    files.keySet().retainAll(present.stream().map(FileWalker.Entry::path).collect(toSet()));
  }

  /** Reads an index from a file; returns an empty index if the file is missing or damaged. */
  public static FileIndex read(Path file) {
    var index = new FileIndex();
    if (!Files.isRegularFile(file)) {
      return index;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      int length = bytes.length - Long.BYTES;
      var checksum = new CRC32C();
      checksum.update(bytes, 0, length);
      if (ByteBuffer.wrap(bytes).getLong(length) != checksum.getValue()) {
        throw new IOException("checksum mismatch");
      }
      index.read(new DataInputStream(new ByteArrayInputStream(bytes, 0, length)));
    } catch (IOException | IndexOutOfBoundsException e) {
      log.warn("Cannot read the file index, reading all files again: {}", e.toString());
      index.files.clear();
      index.damaged = true;
    }
    return index;
  }

  /** Returns whether the file of this index was damaged, so that the index is empty. */
  public boolean wasDamaged() {
    return damaged;
  }

  private void read(DataInputStream in) throws IOException {
    byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
    if (in.readInt() != FORMAT_VERSION) {
      return;
    }
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      String path = in.readUTF();
      var stamp =
          new FileStamp(
              KINDS.get(in.readByte()),
              in.readBoolean(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      in.readFully(id);
      files.put(path, new IndexEntry(stamp, ObjectId.fromRaw(id)));
    }
  }

  /** Writes the index atomically. */
  public synchronized void write(Path file) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), "index", ".tmp");
    var checksum = new CRC32C();
    try (var checked = new CheckedOutputStream(Files.newOutputStream(temporary), checksum);
        var out = new DataOutputStream(new BufferedOutputStream(checked))) {
      out.writeInt(FORMAT_VERSION);
      out.writeInt(files.size());
      byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
      for (var entry : files.entrySet()) {
        IndexEntry indexed = entry.getValue();
        out.writeUTF(entry.getKey());
        FileStamp stamp = indexed.stamp();
        out.writeByte(stamp.type().ordinal());
        out.writeBoolean(stamp.isExecutable());
        out.writeLong(stamp.size());
        out.writeLong(stamp.modifiedNanos());
        out.writeLong(stamp.changedNanos());
        out.writeLong(stamp.device());
        out.writeLong(stamp.inode());
        indexed.content().copyRawTo(id, 0);
        out.write(id);
      }
      out.flush();
      out.writeLong(checksum.getValue());
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the object id of a file's content, without storing the content. */
  public static ObjectId computeId(Path file, long size) throws IOException {
    try (var hasher = new ObjectInserter.Formatter();
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return hasher.idFor(Constants.OBJ_BLOB, size, in);
    }
  }
}
