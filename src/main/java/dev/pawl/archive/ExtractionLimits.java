package dev.pawl.archive;

import org.springframework.util.unit.DataSize;

/**
 * Limits the number of entries of an archive, the bytes extracted from it, and the space of all archives that are being
 * received. Counts the bytes actually read, whatever sizes the archive declares.
 */
final class ExtractionLimits {

  private static final long ALWAYS_ALLOWED_BYTES = 1 << 20;

  /** The space that every file and folder needs, even if it is empty. */
  private static final long BYTES_PER_ENTRY = 4 << 10;

  private final ArchiveProperties limits;
  private final IncomingSpace.Share space;
  private final long maxBytes;
  private long bytes;
  private int entries;

  ExtractionLimits(ArchiveProperties limits, IncomingSpace.Share space, long archiveSize) {
    this.limits = limits;
    this.space = space;
    long byRatio =
        Math.max(
            ALWAYS_ALLOWED_BYTES,
            Math.multiplyExact(archiveSize, (long) limits.maxCompressionRatio()));
    this.maxBytes = Math.min(limits.maxExtractedSize().toBytes(), byRatio);
  }

  /** Returns the maximum number of entries. */
  int maxEntries() {
    return limits.maxEntries();
  }

  /** Counts an entry; rejects the archive if it has too many. */
  void countEntry(String name) {
    if (++entries > limits.maxEntries()) {
      throw new ArchiveRejectedException(
          name, "exceeds the maximum of %,d entries".formatted(limits.maxEntries()));
    }
    space.reserve(BYTES_PER_ENTRY);
  }

  /** Counts extracted bytes; rejects the archive if there are too many. */
  void countBytes(String name, long count) {
    bytes += count;
    if (bytes > maxBytes) {
      DataSize maxExtracted = limits.maxExtractedSize();
      throw new ArchiveRejectedException(
          name,
          maxBytes == maxExtracted.toBytes()
              ? "exceeds the maximum extracted size of %d MB".formatted(maxExtracted.toMegabytes())
              : "exceeds the maximum extracted size of %d times the archive size"
                  .formatted(limits.maxCompressionRatio()));
    }
    space.reserve(count);
  }

  /** Returns the size that counts in the limits of stored archives. */
  long storedBytes() {
    return bytes + entries * BYTES_PER_ENTRY;
  }
}
