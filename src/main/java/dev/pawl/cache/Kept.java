package dev.pawl.cache;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How values are kept: as JSON. What another version has written, and this one cannot read, is a miss. */
public final class Kept {

  private static final Logger log = LoggerFactory.getLogger(Kept.class);
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Kept() {}

  /** A value as text. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** The value of a text; empty when it is not one of this type. */
  public static <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(MAPPER.readValue(text, type));
    } catch (JacksonException e) {
      log.debug("What was kept of a {} is not used: {}", type.getSimpleName(), e.getMessage());
      return Optional.empty();
    }
  }
}
