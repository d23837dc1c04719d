package dev.pawl.cache;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Serializes cached values as JSON. A value that was written by another version and cannot be read is a miss. */
public final class CacheValueSerializer {

  private static final Logger log = LoggerFactory.getLogger(CacheValueSerializer.class);
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private CacheValueSerializer() {}

  /** Returns a value as JSON. */
  public static String serialize(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Returns the deserialized value; empty if the text is not a value of this type. */
  public static <T> Optional<T> deserialize(String text, Class<T> type) {
    try {
      return Optional.of(MAPPER.readValue(text, type));
    } catch (JacksonException e) {
      log.debug(
          "Ignoring a cached value that is not a readable {}: {}",
          type.getSimpleName(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
