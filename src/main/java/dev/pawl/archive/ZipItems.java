package dev.pawl.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/** Reads the entries of a zip in the order of the central directory at its end. */
final class ZipItems implements Items {

  private static final int KIND = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int FIFO = 0010000;
  private static final int OWNER_EXECUTES = 0100;
  private static final int LONGEST_LINK = 4096;

  /** The signature of an entry of the central directory. */
  private static final byte[] DIRECTORY_ENTRY = {'P', 'K', 1, 2};

  /** The minimum size of an entry of the central directory, in bytes. */
  private static final int SHORTEST_ENTRY = 46;

  private final ZipFile zip;
  private final Enumeration<ZipArchiveEntry> entries;

  ZipItems(Path archive, Budget budget) throws IOException {
    // The library reads the whole central directory into memory, so its entries are counted first.
    // The signatures of
    // archives within the archive are counted too, hence the double limit.
    if (mayHold(archive) > 2L * budget.mostEntries()) {
      throw new RefusedArchive(
          "The zip has more entries than the maximum of %,d.".formatted(budget.mostEntries()));
    }
    zip = ZipFile.builder().setPath(archive).setCharset(StandardCharsets.UTF_8).get();
    entries = zip.getEntries();
  }

  private static long mayHold(Path archive) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
      long found = 0;
      int matched = 0;
      for (int value = in.read(); value >= 0; value = in.read()) {
        if (value != DIRECTORY_ENTRY[matched]) {
          matched = 0;
        }
        if (value == DIRECTORY_ENTRY[matched] && ++matched == DIRECTORY_ENTRY.length) {
          found++;
          matched = 0;
        }
      }
      return Math.min(found, Files.size(archive) / SHORTEST_ENTRY);
    }
  }

  @Override
  public Optional<Item> next() throws IOException {
    return entries.hasMoreElements() ? Optional.of(item(entries.nextElement())) : Optional.empty();
  }

  private Item item(ZipArchiveEntry entry) throws IOException {
    Optional<String> name =
        entry.getNameSource() == NameSource.UNICODE_EXTRA_FIELD
            ? Optional.of(entry.getName())
            : Names.decode(entry.getRawName());
    if (name.isEmpty()) {
      return new Item.Unfit(entry.getName(), Names.NOT_UTF_8);
    }
    return item(name.get(), entry);
  }

  private Item item(String name, ZipArchiveEntry entry) throws IOException {
    int mode = entry.getUnixMode();
    int kind = mode & KIND;
    if (kind == UnixStat.DIR_FLAG || kind != UnixStat.LINK_FLAG && name.endsWith("/")) {
      return new Item.Folder(name);
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      return new Item.Unfit(name, "is encrypted; pack it without a password");
    }
    int method = entry.getMethod();
    if (method != ZipMethod.STORED.getCode() && method != ZipMethod.DEFLATED.getCode()) {
      return new Item.Unfit(
          name,
          "is compressed with method %d; only stored and deflated are supported".formatted(method));
    }
    return switch (kind) {
      case UnixStat.LINK_FLAG -> link(name, entry);
      case SOCKET -> new Item.Unfit(name, "is a socket");
      case FIFO -> new Item.Unfit(name, "is a FIFO");
      case BLOCK_DEVICE, CHARACTER_DEVICE -> new Item.Unfit(name, "is a device");
      default -> new Item.File(name, (mode & OWNER_EXECUTES) != 0, content(entry));
    };
  }

  private InputStream content(ZipArchiveEntry entry) throws IOException {
    return new Verified(zip.getInputStream(entry), entry.getSize(), entry.getCrc());
  }

  private Item link(String name, ZipArchiveEntry entry) throws IOException {
    try (InputStream in = content(entry)) {
      byte[] target = in.readNBytes(LONGEST_LINK + 1);
      return target.length > LONGEST_LINK
          ? new Item.Unfit(
              name, "is a link to a path of more than %d bytes".formatted(LONGEST_LINK))
          : Names.decode(target)
              .<Item>map(text -> new Item.Link(name, text))
              .orElse(new Item.Unfit(name, "is a link to a path that is not valid UTF-8"));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Fails if the content does not match the size and checksum in the central directory. */
  private static final class Verified extends FilterInputStream {

    private final CRC32 checksum = new CRC32();
    private final long size;
    private final long expected;
    private long count;

    Verified(InputStream source, long size, long expected) {
      super(source);
      this.size = size;
      this.expected = expected;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read > 0) {
        count += read;
        checksum.update(target, offset, read);
      }
      if (count > size || read < 0 && count < size) {
        throw new IOException("its size is not the declared %,d bytes".formatted(size));
      }
      if (read < 0 && checksum.getValue() != expected) {
        throw new IOException("its checksum is wrong");
      }
      if (read < 0) {
        close();
      }
      return read;
    }
  }
}
