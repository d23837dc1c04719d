package dev.pawl.archive;

import org.springframework.util.unit.DataSize;

/** How much an archive may still unpack to; whatever it says of itself, what really comes out of it is counted. */
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

  /** How many entries there may be. */
  int mostEntries() {
    return limits.files();
  }

  /** One more entry. */
  void entry(String name) {
    if (++entries > limits.files()) {
      throw new RefusedArchive(
          name, "is one entry too many: an archive may have %,d".formatted(limits.files()));
    }
  }

  /** So many more bytes come out. */
  void bytes(String name, long more) {
    bytes += more;
    if (bytes > mostBytes) {
      DataSize most = limits.extracted();
      throw new RefusedArchive(
          name,
          mostBytes == most.toBytes()
              ? "is too much: an archive may unpack to %d MB".formatted(most.toMegabytes())
              : "is too much: an archive may unpack to %d times its own size"
                  .formatted(limits.ratio()));
    }
  }
}
