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
final class ZipEntryReader implements ArchiveEntryReader {

  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int FIFO = 0010000;
  private static final int OWNER_EXECUTE_BIT = 0100;
  private static final int MAX_LINK_LENGTH = 4096;

  /** The signature of an entry of the central directory. */
  private static final byte[] CENTRAL_ENTRY_SIGNATURE = {'P', 'K', 1, 2};

  /** The minimum size of an entry of the central directory, in bytes. */
  private static final int MIN_CENTRAL_ENTRY_SIZE = 46;

  private final ZipFile zip;
  private final Enumeration<ZipArchiveEntry> entries;

  ZipEntryReader(Path archive, ExtractionLimits limits) throws IOException {
    // The library reads the whole central directory into memory, so its entries are counted first.
    // The signatures of
    // archives within the archive are counted too, hence the double limit.
    if (estimateEntries(archive) > 2L * limits.maxEntries()) {
      throw new ArchiveRejectedException(
          "The zip has more entries than the maximum of %,d.".formatted(limits.maxEntries()));
    }
    zip = open(archive);
    entries = zip.getEntries();
  }

  private static ZipFile open(Path archive) throws IOException {
    try {
      return ZipFile.builder().setPath(archive).setCharset(StandardCharsets.UTF_8).get();
    } catch (IOException e) {
      // The message contains the path on this machine, the cause says what is wrong.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          String.valueOf(cause.getMessage()).replace(archive.toString(), "the archive"), e);
    }
  }

  private static long estimateEntries(Path archive) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
      long count = 0;
      int matched = 0;
      for (int value = in.read(); value >= 0; value = in.read()) {
        if (value != CENTRAL_ENTRY_SIGNATURE[matched]) {
          matched = 0;
        }
        if (value == CENTRAL_ENTRY_SIGNATURE[matched]
            && ++matched == CENTRAL_ENTRY_SIGNATURE.length) {
          count++;
          matched = 0;
        }
      }
      return Math.min(count, Files.size(archive) / MIN_CENTRAL_ENTRY_SIZE);
    }
  }

  @Override
  public Optional<ArchiveEntry> next() throws IOException {
    return entries.hasMoreElements()
        ? Optional.of(toEntry(entries.nextElement()))
        : Optional.empty();
  }

  private ArchiveEntry toEntry(ZipArchiveEntry entry) throws IOException {
    Optional<String> name =
        entry.getNameSource() == NameSource.UNICODE_EXTRA_FIELD
            ? Optional.of(entry.getName())
            : EntryNameValidator.decode(entry.getRawName());
    if (name.isEmpty()) {
      return new ArchiveEntry.Unsupported(entry.getName(), EntryNameValidator.NOT_UTF_8);
    }
    return toEntry(name.get(), entry);
  }

  private ArchiveEntry toEntry(String name, ZipArchiveEntry entry) throws IOException {
    int mode = entry.getUnixMode();
    int type = mode & TYPE_MASK;
    if (type == UnixStat.DIR_FLAG || type != UnixStat.LINK_FLAG && name.endsWith("/")) {
      return new ArchiveEntry.Folder(name);
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      return new ArchiveEntry.Unsupported(name, "is encrypted; pack it without a password");
    }
    int method = entry.getMethod();
    if (method != ZipMethod.STORED.getCode() && method != ZipMethod.DEFLATED.getCode()) {
      return new ArchiveEntry.Unsupported(
          name,
          "is compressed with method %d; only stored and deflated are supported".formatted(method));
    }
    return switch (type) {
      case UnixStat.LINK_FLAG -> link(name, entry);
      case SOCKET -> new ArchiveEntry.Unsupported(name, "is a socket");
      case FIFO -> new ArchiveEntry.Unsupported(name, "is a FIFO");
      case BLOCK_DEVICE, CHARACTER_DEVICE -> new ArchiveEntry.Unsupported(name, "is a device");
      default -> new ArchiveEntry.File(name, (mode & OWNER_EXECUTE_BIT) != 0, content(entry));
    };
  }

  private InputStream content(ZipArchiveEntry entry) throws IOException {
    return new VerifyingInputStream(zip.getInputStream(entry), entry.getSize(), entry.getCrc());
  }

  private ArchiveEntry link(String name, ZipArchiveEntry entry) throws IOException {
    try (InputStream in = content(entry)) {
      byte[] target = in.readNBytes(MAX_LINK_LENGTH + 1);
      return target.length > MAX_LINK_LENGTH
          ? new ArchiveEntry.Unsupported(
              name, "is a link to a path of more than %d bytes".formatted(MAX_LINK_LENGTH))
          : EntryNameValidator.decode(target)
              .<ArchiveEntry>map(text -> new ArchiveEntry.Symlink(name, text))
              .orElse(
                  new ArchiveEntry.Unsupported(
                      name, "is a link to a path that is not valid UTF-8"));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Fails if the content does not match the size and checksum in the central directory. */
  private static final class VerifyingInputStream extends FilterInputStream {

    private final CRC32 checksum = new CRC32();
    private final long expectedSize;
    private final long expectedChecksum;
    private long count;

    VerifyingInputStream(InputStream source, long expectedSize, long expectedChecksum) {
      super(source);
      this.expectedSize = expectedSize;
      this.expectedChecksum = expectedChecksum;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read > 0) {
        count += read;
        checksum.update(target, offset, read);
      }
      if (count > expectedSize || read < 0 && count < expectedSize) {
        throw new IOException("its size is not the declared %,d bytes".formatted(expectedSize));
      }
      if (read < 0 && checksum.getValue() != expectedChecksum) {
        throw new IOException("its checksum is wrong");
      }
      if (read < 0) {
        close();
      }
      return read;
    }
  }
}
