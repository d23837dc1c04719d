package dev.pawl.cache;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The maintenance actions of the cache. */
@Schema(name = "CacheAction")
public enum CacheAction {
  /** Chosen by the state: clears an invalid cache and optimizes a stale one. */
  AUTO,
  /** Deletes all entries. */
  CLEAR,
  /** Deletes entries that were not used for a day, and damaged ones. */
  OPTIMIZE;

  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the action with this name, in lower case as in a request. */
  static CacheAction fromName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
