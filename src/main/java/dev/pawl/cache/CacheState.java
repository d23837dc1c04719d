package dev.pawl.cache;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** In what state a cache is (2-behaviour, 8.3). */
public enum CacheState {
  /** Its table cannot be read. */
  MISSING,
  EMPTY,
  /** Entries are damaged. */
  INVALID,
  /** More than half of the entries were not used for a day. */
  STALE,
  VALID;

  @JsonValue
  String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
