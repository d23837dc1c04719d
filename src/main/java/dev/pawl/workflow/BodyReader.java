package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of requests strictly: what is not known or does not fit is a fault, and all faults come at once. */
public final class BodyReader {

  /** Strict, and in the words of the API. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private BodyReader() {}

  /**
   * Reads a body; what of it does not fit is added to the faults.
   *
   * @param needed what the body must be, for who sent none
   * @throws InvalidRequest when it cannot be read at all
   */
  public static <T> T read(
      @Nullable String body, Class<T> type, String needed, List<Fault> faults) {
    if (body == null || body.isBlank()) {
      throw new InvalidRequest(HttpStatus.BAD_REQUEST, "Nothing to read", needed);
    }
    try {
      T read = MAPPER.readerFor(type).withHandler(new FaultCollector(faults)).readValue(body);
      if (read == null) {
        throw new InvalidRequest(
            HttpStatus.BAD_REQUEST, "Not a request", "The body must be a JSON object.");
      }
      return read;
    } catch (JacksonException e) {
      var at = e.getLocation();
      String place =
          at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
      // The parser adds where it reads from, which is of no use to who sent it.
      String what = e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
      throw new InvalidRequest(HttpStatus.BAD_REQUEST, "Not JSON", what + place);
    }
  }
}
