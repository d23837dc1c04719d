package dev.pawl.finding;

import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes ids as an array of PostgreSQL. */
final class UuidArray {

  private UuidArray() {}

  /** Returns the literal of an array. */
  static String of(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }
}
