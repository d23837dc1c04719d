package dev.pawl.archive;

import org.springframework.util.unit.DataSize;

/**
 * Limits the number of entries of an archive and the bytes extracted from it. Counts the bytes actually read, whatever
 * sizes the archive declares.
 */
final class Budget {

  private static final long ALWAYS_ALLOWED = 1 << 20;

  private final ArchiveProperties limits;
  private final long mostBytes;
  private long bytes;
  private int entries;

  Budget(ArchiveProperties limits, long uploaded) {
    this.limits = limits;
    long byRatio = Math.max(ALWAYS_ALLOWED, Math.multiplyExact(uploaded, (long) limits.ratio()));
    this.mostBytes = Math.min(limits.extracted().toBytes(), byRatio);
  }

  /** Returns the maximum number of entries. */
  int mostEntries() {
    return limits.files();
  }

  /** Counts an entry; rejects the archive if it has too many. */
  void entry(String name) {
    if (++entries > limits.files()) {
      throw new RefusedArchive(
          name, "exceeds the maximum of %,d entries".formatted(limits.files()));
    }
  }

  /** Counts extracted bytes; rejects the archive if there are too many. */
  void bytes(String name, long more) {
    bytes += more;
    if (bytes > mostBytes) {
      DataSize most = limits.extracted();
      throw new RefusedArchive(
          name,
          mostBytes == most.toBytes()
              ? "exceeds the maximum extracted size of %d MB".formatted(most.toMegabytes())
              : "exceeds the maximum extracted size of %d times the archive size"
                  .formatted(limits.ratio()));
    }
  }
}
