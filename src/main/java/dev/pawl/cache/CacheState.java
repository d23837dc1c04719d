package dev.pawl.cache;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The states of the cache. */
@Schema(name = "CacheState")
public enum CacheState {
  /** The table cannot be read. */
  MISSING,
  EMPTY,
  /** At least one entry is damaged. */
  INVALID,
  /** More than half of the entries were not used for a day. */
  STALE,
  VALID;

  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
