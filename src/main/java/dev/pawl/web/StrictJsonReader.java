package dev.pawl.web;

import dev.pawl.web.InvalidRequestException.ValidationError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/** Reads JSON request bodies strictly: unknown fields and invalid values are errors, which are reported together. */
public final class StrictJsonReader {

  /** A strict mapper with the naming of the API (snake_case). It converts no value to another type. */
  public static final JsonMapper MAPPER = createMapper();

  private static final int MAX_WRONG_TYPES = 20;

  private StrictJsonReader() {}

  private static JsonMapper createMapper() {
    var builder =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS);
    reject(builder, LogicalType.Boolean, CoercionInputShape.String, CoercionInputShape.Integer);
    reject(
        builder,
        LogicalType.Integer,
        CoercionInputShape.String,
        CoercionInputShape.EmptyString,
        CoercionInputShape.Float,
        CoercionInputShape.Boolean);
    reject(
        builder,
        LogicalType.Textual,
        CoercionInputShape.Integer,
        CoercionInputShape.Float,
        CoercionInputShape.Boolean);
    return builder.build();
  }

  private static void reject(
      JsonMapper.Builder builder, LogicalType type, CoercionInputShape... shapes) {
    builder.withCoercionConfig(
        type,
        config -> {
          for (CoercionInputShape shape : shapes) {
            config.setCoercion(shape, CoercionAction.Fail);
          }
        });
  }

  /**
   * Decodes a request body.
   *
   * @throws InvalidRequestException when the bytes are not UTF-8
   */
  static String decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, "Malformed JSON", "The body is not valid UTF-8.");
    }
  }

  /**
   * Reads a request body and adds invalid fields to {@code errors}.
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
    return read(body, MAPPER.constructType(type), errors);
  }

  /**
   * Reads a complete request body.
   *
   * @throws InvalidRequestException with all errors, if the body is not valid JSON or does not fit the type
   */
  static Object read(String body, JavaType type) {
    var errors = new ArrayList<ValidationError>();
    Object value = read(body, type, errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    return value;
  }

  /**
   * Reads a body. A value of a wrong type ends the reading; it is removed, so that the errors behind it are found too.
   */
  private static <T> T read(String body, JavaType type, List<ValidationError> errors) {
    checkText(body);
    var wrongTypes = new ArrayList<ValidationError>();
    String rest = body;
    while (true) {
      var found = new ArrayList<ValidationError>();
      try {
        T value =
            MAPPER.readerFor(type).withHandler(new ValidationErrorCollector(found)).readValue(rest);
        if (value == null) {
          throw new InvalidRequestException(
              HttpStatus.BAD_REQUEST, "Invalid request body", "The body must be a JSON object.");
        }
        errors.addAll(wrongTypes);
        errors.addAll(found);
        return value;
      } catch (DatabindException | InputCoercionException e) {
        ValidationError error = ValidationErrorCollector.toError(e);
        wrongTypes.add(error);
        Optional<String> remaining = remove(error.pointer(), rest);
        if (remaining.isEmpty() || wrongTypes.size() == MAX_WRONG_TYPES) {
          errors.addAll(wrongTypes);
          errors.addAll(found);
          throw new InvalidRequestException(errors);
        }
        rest = remaining.get();
      } catch (JacksonException e) {
        throw malformed(e);
      }
    }
  }

  /**
   * Returns a body without the value at a pointer, or empty if there is no such value.
   *
   * @throws InvalidRequestException when the body is not valid JSON
   */
  private static Optional<String> remove(String pointer, String body) {
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    JsonNode tree;
    try {
      tree = MAPPER.readTree(body);
    } catch (JacksonException e) {
      // The reading ended at the wrong type, and the body is malformed behind it.
      throw malformed(e);
    }
    JsonPointer path = JsonPointer.compile(pointer);
    JsonNode parent = tree.at(path.head());
    int index = path.last().getMatchingIndex();
    if (parent instanceof ObjectNode object
        && object.remove(path.last().getMatchingProperty()) != null) {
      return Optional.of(tree.toString());
    }
    if (parent instanceof ArrayNode list && index >= 0 && index < list.size()) {
      list.setNull(index);
      return Optional.of(tree.toString());
    }
    return Optional.empty();
  }

  /**
   * Reads a request body as a tree.
   *
   * @throws InvalidRequestException when the body is not valid JSON
   */
  static JsonNode readTree(String body) {
    return (JsonNode) read(body, MAPPER.constructType(JsonNode.class));
  }

  /** Rejects a body with text that no encoding of Unicode can represent, not even in an error. */
  private static void checkText(String body) {
    if (body.indexOf("\\u") < 0) {
      return;
    }
    var errors = new ArrayList<ValidationError>();
    try (JsonParser parser = MAPPER.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean text = token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING;
        if (text && hasLoneSurrogate(parser.getString())) {
          errors.add(
              new ValidationError(
                  parser.streamReadContext().pathAsPointer().toString().replaceAll("\\p{Cs}", "?"),
                  "must not contain a surrogate without its other half"));
        }
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static InvalidRequestException malformed(JacksonException e) {
    var location = e.getLocation();
    String position =
        location == null
            ? ""
            : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    // The parser appends its internal source reference, which does not help the client.
    String message = e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
    return new InvalidRequestException(
        HttpStatus.BAD_REQUEST, "Malformed JSON", message + position);
  }
}
