package dev.pawl.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition of a table: its rows are those whose UUIDv7 was made in a span of time.
 *
 * @param from the first time of the span; the beginning of all time for what was there before there were partitions
 * @param to the first time after it
 */
record Part(String name, Instant from, Instant to) {

  private static final Pattern BOUNDS =
      Pattern.compile("FOR VALUES FROM \\((?:MINVALUE|'([0-9a-f-]+)')\\) TO \\('([0-9a-f-]+)'\\)");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

  /** The partition of a table for a span of time, which is called after its beginning. */
  static Part of(History history, Instant from, Instant to) {
    return new Part(history.table() + "_" + MINUTE.format(from), from, to);
  }

  /** The partition that PostgreSQL describes; empty for the one without bounds. */
  static Optional<Part> of(String name, String bounds) {
    Matcher found = BOUNDS.matcher(bounds);
    if (!found.matches()) {
      return Optional.empty();
    }
    Instant from = found.group(1) == null ? Instant.EPOCH : time(UUID.fromString(found.group(1)));
    return Optional.of(new Part(name, from, time(UUID.fromString(found.group(2)))));
  }

  /** The smallest UUIDv7 of a time: its milliseconds are the first 48 bits. */
  static UUID first(Instant time) {
    return new UUID(time.toEpochMilli() << 16, 0);
  }

  private static Instant time(UUID first) {
    return Instant.ofEpochMilli(first.getMostSignificantBits() >>> 16);
  }

  UUID first() {
    return first(from);
  }

  UUID end() {
    return first(to);
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  /** Whether it holds what is from before there were partitions. */
  boolean open() {
    return from.equals(Instant.EPOCH);
  }
}
