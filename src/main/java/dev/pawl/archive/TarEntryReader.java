package dev.pawl.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a gzipped tar. */
final class TarEntryReader implements ArchiveEntryReader {

  private static final int BUFFER_SIZE = 1 << 16;
  private static final int OWNER_EXECUTE_BIT = 0100;

  /** The maximum size of the headers of an entry, in bytes; read into memory. No path or attribute needs as much. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private static final int TYPICAL_HEADER_BYTES = 1 << 13;

  private final ExtractionLimits limits;
  private final LimitedInputStream source;
  private final StrictTarInputStream tar;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private @Nullable String lastName;

  TarEntryReader(Path archive, ExtractionLimits limits) throws IOException {
    this.limits = limits;
    InputStream file = Files.newInputStream(archive);
    try {
      this.source =
          new LimitedInputStream(
              new GZIPInputStream(new BufferedInputStream(file, BUFFER_SIZE), BUFFER_SIZE));
    } catch (IOException e) {
      file.close();
      throw e;
    }
    this.tar = new StrictTarInputStream(source);
  }

  @Override
  public Optional<ArchiveEntry> next() throws IOException {
    if (lastName != null) {
      drain(tar, lastName);
    }
    source.remaining = MAX_HEADER_BYTES;
    TarArchiveEntry entry = tar.next();
    long headerBytes = MAX_HEADER_BYTES - source.remaining;
    source.remaining = Long.MAX_VALUE;
    if (entry == null) {
      verifyEnd();
      return Optional.empty();
    }
    if (!entry.isCheckSumOK()) {
      throw new IOException("the checksum of a header is wrong");
    }
    lastName = entry.getName();
    limits.countBytes(lastName, Math.max(0, headerBytes - TYPICAL_HEADER_BYTES));
    return Optional.of(toEntry(entry));
  }

  private ArchiveEntry toEntry(TarArchiveEntry entry) {
    String name = entry.getName();
    if (tar.hasInvalidUtf8(entry)) {
      return new ArchiveEntry.Unsupported(name, EntryNameValidator.NOT_UTF_8);
    }
    if (tar.hasAbsoluteName()) {
      return new ArchiveEntry.Unsupported("/" + name, "has an absolute path");
    }
    if (entry.isSparse()) {
      return new ArchiveEntry.Unsupported(name, "is a sparse file; pack it without --sparse");
    }
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_DIR -> new ArchiveEntry.Folder(name);
      case TarConstants.LF_SYMLINK -> new ArchiveEntry.Symlink(name, entry.getLinkName());
      case TarConstants.LF_LINK -> new ArchiveEntry.HardLink(name, entry.getLinkName());
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
          entry.isDirectory()
              ? new ArchiveEntry.Folder(name)
              : new ArchiveEntry.File(name, (entry.getMode() & OWNER_EXECUTE_BIT) != 0, tar);
      case TarConstants.LF_CHR, TarConstants.LF_BLK ->
          new ArchiveEntry.Unsupported(name, "is a device");
      case TarConstants.LF_FIFO -> new ArchiveEntry.Unsupported(name, "is a FIFO");
      default ->
          new ArchiveEntry.Unsupported(
              name, "is not a file, folder or link; its type is " + (char) entry.getLinkFlag());
    };
  }

  /** Reads to the end of the file, where the checksum of the whole file is. */
  private void verifyEnd() throws IOException {
    if (!tar.isComplete()) {
      throw new IOException("the end-of-archive marker is missing");
    }
    drain(source, "(after the last entry)");
  }

  /** Reads and counts the rest of a stream without using it. */
  private void drain(InputStream stream, String name) throws IOException {
    for (int read = 0; read >= 0; read = stream.read(buffer, 0, BUFFER_SIZE)) {
      limits.countBytes(name, read);
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** Fails when more bytes are read than are left, so that headers read as a whole cannot fill the memory. */
  private static final class LimitedInputStream extends FilterInputStream {

    private long remaining = Long.MAX_VALUE;

    LimitedInputStream(InputStream source) {
      super(source);
    }

    private int count(int read) throws IOException {
      remaining -= Math.max(0, read);
      if (remaining < 0) {
        throw new IOException("the headers of an entry are larger than 1 MiB");
      }
      return read;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return count(super.read(target, offset, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = 0;
      byte[] buffer = new byte[(int) Math.min(bytes, BUFFER_SIZE)];
      while (skipped < bytes) {
        int read = read(buffer, 0, (int) Math.min(bytes - skipped, buffer.length));
        if (read < 0) {
          break;
        }
        skipped += read;
      }
      return skipped;
    }
  }
}
