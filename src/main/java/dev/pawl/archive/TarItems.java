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
final class TarItems implements Items {

  private static final int BUFFER = 1 << 16;
  private static final int OWNER_EXECUTES = 0100;

  /** The maximum size of the headers of an entry, in bytes; read into memory. No path or attribute needs as much. */
  private static final int MOST_HEADERS = 1 << 20;

  private static final int USUAL_HEADERS = 1 << 13;

  private final Budget budget;
  private final Metered source;
  private final StrictTar tar;
  private final byte[] buffer = new byte[BUFFER];
  private @Nullable String last;

  TarItems(Path archive, Budget budget) throws IOException {
    this.budget = budget;
    InputStream file = Files.newInputStream(archive);
    try {
      this.source = new Metered(new GZIPInputStream(new BufferedInputStream(file, BUFFER), BUFFER));
    } catch (IOException e) {
      file.close();
      throw e;
    }
    this.tar = new StrictTar(source);
  }

  @Override
  public Optional<Item> next() throws IOException {
    if (last != null) {
      drain(tar, last);
    }
    source.left = MOST_HEADERS;
    TarArchiveEntry entry = tar.next();
    long headers = MOST_HEADERS - source.left;
    source.left = Long.MAX_VALUE;
    if (entry == null) {
      finish();
      return Optional.empty();
    }
    if (!entry.isCheckSumOK()) {
      throw new IOException("the checksum of a header is wrong");
    }
    last = entry.getName();
    budget.bytes(last, Math.max(0, headers - USUAL_HEADERS));
    return Optional.of(item(entry));
  }

  private Item item(TarArchiveEntry entry) {
    String name = entry.getName();
    if (tar.isUnreadable(entry)) {
      return new Item.Unfit(name, Names.NOT_UTF_8);
    }
    if (tar.isAbsolute()) {
      return new Item.Unfit("/" + name, "has an absolute path");
    }
    if (entry.isSparse()) {
      return new Item.Unfit(name, "is a sparse file; pack it without --sparse");
    }
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_DIR -> new Item.Folder(name);
      case TarConstants.LF_SYMLINK -> new Item.Link(name, entry.getLinkName());
      case TarConstants.LF_LINK -> new Item.Copy(name, entry.getLinkName());
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
          entry.isDirectory()
              ? new Item.Folder(name)
              : new Item.File(name, (entry.getMode() & OWNER_EXECUTES) != 0, tar);
      case TarConstants.LF_CHR, TarConstants.LF_BLK -> new Item.Unfit(name, "is a device");
      case TarConstants.LF_FIFO -> new Item.Unfit(name, "is a FIFO");
      default ->
          new Item.Unfit(
              name, "is not a file, folder or link but has the type " + (char) entry.getLinkFlag());
    };
  }

  /** Reads to the end of the file, where the checksum of the whole file is. */
  private void finish() throws IOException {
    if (!tar.isWhole()) {
      throw new IOException("the end-of-archive marker is missing");
    }
    drain(source, "(after the last entry)");
  }

  /** Reads and counts the rest of a stream without using it. */
  private void drain(InputStream rest, String name) throws IOException {
    for (int read = 0; read >= 0; read = rest.read(buffer, 0, BUFFER)) {
      budget.bytes(name, read);
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** Fails when more bytes are read than are left, so that headers read as a whole cannot fill the memory. */
  private static final class Metered extends FilterInputStream {

    private long left = Long.MAX_VALUE;

    Metered(InputStream source) {
      super(source);
    }

    private int count(int read) throws IOException {
      left -= Math.max(0, read);
      if (left < 0) {
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
      byte[] buffer = new byte[(int) Math.min(bytes, BUFFER)];
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
