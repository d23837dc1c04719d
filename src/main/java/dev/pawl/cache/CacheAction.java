package dev.pawl.cache;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What can be done about a cache (2-behaviour, 8.3). */
public enum CacheAction {
  /** What its state calls for: an invalid one is cleared, a stale one optimized. */
  AUTO,
  /** Forget everything. */
  CLEAR,
  /** Forget what was not used for long, and what is damaged. */
  OPTIMIZE;

  @JsonValue
  String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The action of a name in a request. */
  static CacheAction of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
