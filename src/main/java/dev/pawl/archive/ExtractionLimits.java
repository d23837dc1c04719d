package dev.pawl.archive;

import org.springframework.util.unit.DataSize;

/**
 * Limits the number of entries of an archive and the bytes extracted from it. Counts the bytes actually read, whatever
 * sizes the archive declares.
 */
final class ExtractionLimits {

  private static final long ALWAYS_ALLOWED_BYTES = 1 << 20;

  private final ArchiveProperties limits;
  private final long maxBytes;
  private long bytes;
  private int entries;

  ExtractionLimits(ArchiveProperties limits, long archiveSize) {
    this.limits = limits;
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
  }
}
