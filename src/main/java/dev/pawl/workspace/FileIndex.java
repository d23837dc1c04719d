package dev.pawl.workspace;

import java.io.InputStream;
import java.nio.file.LinkOption;
import org.eclipse.jgit.lib.ObjectInserter;
import static java.util.stream.Collectors.toSet;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index of known file contents by path and file stamp, so that unchanged files are not read again. */
final class FileIndex {

  private record Known(Stamp stamp, ObjectId content) {}

  private static final Logger log = LoggerFactory.getLogger(FileIndex.class);
  private static final int FORMAT = 4;
  private static final List<Stamp.Kind> KINDS = List.of(Stamp.Kind.values());

  /** The age in nanoseconds below which a stamp is not trusted: a second change shortly after may not alter it. */
  private static final long YOUNG = TimeUnit.MILLISECONDS.toNanos(50);

  /** File stamps come from the system clock, even if the service uses another clock. */
  private static final Clock SYSTEM = Clock.systemUTC();

  private final Map<String, Known> files = new HashMap<>();

  /** Returns the content of a file, if it is known and the file has not changed since. */
  synchronized Optional<ObjectId> find(FileWalk.Entry file) {
    Known known = files.get(file.path());
    return known != null && known.stamp().equals(file.stamp())
        ? Optional.of(known.content())
        : Optional.empty();
  }

  /** Returns whether the content of each of these files is known. */
  synchronized boolean knowsAll(List<FileWalk.Entry> present) {
    return present.stream().allMatch(file -> find(file).isPresent());
  }

  /** Records the content of a file, which must have been read after its stamp was taken. */
  synchronized void keep(FileWalk.Entry file, ObjectId content) {
    long now = TimeUnit.MILLISECONDS.toNanos(SYSTEM.millis());
    if (file.stamp().changed() < now - YOUNG) {
      files.put(file.path(), new Known(file.stamp(), content));
    }
  }

  /** Adds all entries of another index. */
  synchronized void take(FileIndex other) {
    files.putAll(other.files);
  }

  /** Returns the number of files in the index. */
  synchronized int size() {
    return files.size();
  }

  /** Removes all files but these. */
  synchronized void retain(List<FileWalk.Entry> present) {
    files.keySet().retainAll(present.stream().map(FileWalk.Entry::path).collect(toSet()));
  }

  /** Reads an index from a file; returns an empty index if the file is missing or damaged. */
  static FileIndex read(Path file) {
    var index = new FileIndex();
    if (!Files.isRegularFile(file)) {
      return index;
    }
    try {
      byte[] all = Files.readAllBytes(file);
      int length = all.length - Long.BYTES;
      var sum = new CRC32C();
      sum.update(all, 0, length);
      if (ByteBuffer.wrap(all).getLong(length) != sum.getValue()) {
        throw new IOException("checksum mismatch");
      }
      index.read(new DataInputStream(new ByteArrayInputStream(all, 0, length)));
    } catch (IOException | IndexOutOfBoundsException e) {
      log.warn("File index not readable, files are read again: {}", e.toString());
      index.files.clear();
    }
    return index;
  }

  private void read(DataInputStream in) throws IOException {
    byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
    if (in.readInt() != FORMAT) {
      return;
    }
    for (int left = in.readInt(); left > 0; left--) {
      String path = in.readUTF();
      var stamp =
          new Stamp(
              KINDS.get(in.readByte()),
              in.readBoolean(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      in.readFully(id);
      files.put(path, new Known(stamp, ObjectId.fromRaw(id)));
    }
  }

  /** Writes the index atomically. */
  synchronized void write(Path file) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), "index", ".tmp");
    var sum = new CRC32C();
    try (var summed = new CheckedOutputStream(Files.newOutputStream(beside), sum);
        var out = new DataOutputStream(new BufferedOutputStream(summed))) {
      out.writeInt(FORMAT);
      out.writeInt(files.size());
      byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
      for (var entry : files.entrySet()) {
        Known known = entry.getValue();
        out.writeUTF(entry.getKey());
        Stamp stamp = known.stamp();
        out.writeByte(stamp.kind().ordinal());
        out.writeBoolean(stamp.isExecutable());
        out.writeLong(stamp.size());
        out.writeLong(stamp.modified());
        out.writeLong(stamp.changed());
        out.writeLong(stamp.device());
        out.writeLong(stamp.inode());
        known.content().copyRawTo(id, 0);
        out.write(id);
      }
      out.flush();
      out.writeLong(sum.getValue());
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the object id of a file's content, without storing the content. */
  static ObjectId identify(Path file, long size) throws IOException {
    try (var hasher = new ObjectInserter.Formatter();
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return hasher.idFor(Constants.OBJ_BLOB, size, in);
    }
  }
}
