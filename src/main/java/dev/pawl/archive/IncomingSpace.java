package dev.pawl.archive;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/** Limits the space of all archives that a node is receiving, which are not stored yet. */
final class IncomingSpace {

  private final DataSize max;
  private final AtomicLong used = new AtomicLong();

  IncomingSpace(DataSize max) {
    this.max = max;
  }

  /** Begins to count the space of one archive, until it is closed. */
  Share begin() {
    return new Share();
  }

  /** The space of one archive. */
  final class Share implements AutoCloseable {

    private long reserved;

    private Share() {}

    /** Reserves space; rejects the archive if all archives that are being received need too much. */
    void reserve(long bytes) {
      reserved += bytes;
      if (used.addAndGet(bytes) > max.toBytes()) {
        throw new ArchiveRejectedException(
            HttpStatus.INSUFFICIENT_STORAGE,
            "The archives that are being uploaded need more than %,d MiB; try again later."
                .formatted(max.toMegabytes()));
      }
    }

    @Override
    public void close() {
      used.addAndGet(-reserved);
      reserved = 0;
    }
  }
}
