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

/** Reads JSON request bodies strictly: unknown fields and invalid values are errors, which are reported together. */
public final class BodyReader {

  /** A strict mapper with the naming of the API (snake_case). */
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
   * Reads a request body and adds invalid fields to {@code faults}.
   *
   * @param needed the error detail when the body is missing, which describes the expected body
   * @throws InvalidRequest when the body is missing or not valid JSON
   */
  public static <T> T read(
      @Nullable String body, Class<T> type, String needed, List<Fault> faults) {
    if (body == null || body.isBlank()) {
      throw new InvalidRequest(HttpStatus.BAD_REQUEST, "Request body missing", needed);
    }
    try {
      T read = MAPPER.readerFor(type).withHandler(new FaultCollector(faults)).readValue(body);
      if (read == null) {
        throw new InvalidRequest(
            HttpStatus.BAD_REQUEST, "Invalid request body", "The body must be a JSON object.");
      }
      return read;
    } catch (JacksonException e) {
      var at = e.getLocation();
      String place =
          at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
      // The parser appends its internal source reference, which does not help the client.
      String what = e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
      throw new InvalidRequest(HttpStatus.BAD_REQUEST, "Malformed JSON", what + place);
    }
  }
}
