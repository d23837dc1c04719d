package dev.pawl.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition of a table, with the rows whose UUIDv7 was created in a time span.
 *
 * @param from the start of the span, inclusive; {@link Instant#EPOCH} for the rows that are older than partitioning
 * @param to the end of the span, exclusive
 */
record Partition(String name, Instant from, Instant to) {

  private static final Pattern BOUNDS =
      Pattern.compile("FOR VALUES FROM \\((?:MINVALUE|'([0-9a-f-]+)')\\) TO \\('([0-9a-f-]+)'\\)");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

  /** Returns the partition of a table for a time span; its name contains the start of the span. */
  static Partition of(PartitionedTable history, Instant from, Instant to) {
    return new Partition(history.table() + "_" + MINUTE.format(from), from, to);
  }

  /** Returns the partition with the bounds that PostgreSQL reports; empty for the default partition. */
  static Optional<Partition> parse(String name, String bounds) {
    Matcher matcher = BOUNDS.matcher(bounds);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Instant from =
        matcher.group(1) == null ? Instant.EPOCH : timeOf(UUID.fromString(matcher.group(1)));
    return Optional.of(new Partition(name, from, timeOf(UUID.fromString(matcher.group(2)))));
  }

  /** Returns the smallest UUIDv7 of a time: its first 48 bits are the milliseconds. */
  static UUID firstId(Instant time) {
    return new UUID(time.toEpochMilli() << 16, 0);
  }

  private static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  UUID firstId() {
    return firstId(from);
  }

  UUID endId() {
    return firstId(to);
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  /** Returns whether it holds the rows that are older than partitioning. */
  boolean isLegacy() {
    return from.equals(Instant.EPOCH);
  }
}
