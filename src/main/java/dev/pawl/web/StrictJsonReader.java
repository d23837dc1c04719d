package dev.pawl.web;

import dev.pawl.web.InvalidRequestException.ValidationError;
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
public final class StrictJsonReader {

  /** A strict mapper with the naming of the API (snake_case). */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private StrictJsonReader() {}

  /**
   * Reads a request body and adds invalid fields to {@code faults}.
   *
   * @param expectedBody the error detail when the body is missing, which describes the expected body
   * @throws InvalidRequestException when the body is missing or not valid JSON
   */
  public static <T> T read(
      @Nullable String body, Class<T> type, String expectedBody, List<ValidationError> errors) {
    if (body == null || body.isBlank()) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, "Request body missing", expectedBody);
    }
    try {
      T value =
          MAPPER.readerFor(type).withHandler(new ValidationErrorCollector(errors)).readValue(body);
      if (value == null) {
        throw new InvalidRequestException(
            HttpStatus.BAD_REQUEST, "Invalid request body", "The body must be a JSON object.");
      }
      return value;
    } catch (JacksonException e) {
      var location = e.getLocation();
      String position =
          location == null
              ? ""
              : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
      // The parser appends its internal source reference, which does not help the client.
      String message = e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, "Malformed JSON", message + position);
    }
  }
}
