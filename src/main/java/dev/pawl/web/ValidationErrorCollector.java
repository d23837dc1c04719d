package dev.pawl.web;

import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.exc.MismatchedInputException;

/** Collects the errors of a request body and continues reading, so that all errors are reported at once. */
final class ValidationErrorCollector extends DeserializationProblemHandler {

  private final List<ValidationError> errors;

  ValidationErrorCollector(List<ValidationError> errors) {
    this.errors = errors;
  }

  private @Nullable Object addError(DeserializationContext context, String detail) {
    errors.add(new ValidationError(currentPointer(context.getParser()), detail));
    return null;
  }

  /** Returns the pointer to the value that a parser has reached. */
  private static String currentPointer(JsonParser parser) {
    return pointer(containerOf(parser));
  }

  /** Returns the context that names the current value; the context of an object or list is inside of it. */
  private static @Nullable TokenStreamContext containerOf(JsonParser parser) {
    TokenStreamContext context = parser.streamReadContext();
    JsonToken token = parser.currentToken();
    return token != null && token.isStructStart() ? context.getParent() : context;
  }

  private static String pointer(@Nullable TokenStreamContext context) {
    return context == null ? "" : JsonPointer.forPath(context, false).toString();
  }

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      ValueDeserializer<?> deserializer,
      Object bean,
      String name) {
    if (errors.size() >= InvalidRequestException.MAX_ERRORS) {
      parser.skipChildren();
      return true;
    }
    JsonPointer object = JsonPointer.compile(enclosingObject(context.getParser(), parser));
    String known =
        deserializer.getKnownPropertyNames().stream()
            .map(String::valueOf)
            .sorted()
            .collect(Collectors.joining(", "));
    errors.add(
        new ValidationError(
            object.appendProperty(name).toString(),
            "is not a known field; the known fields are " + known));
    parser.skipChildren();
    return true;
  }

  /**
   * Returns the pointer to the object with an unknown field. Fields that precede the creation of the object are buffered:
   * then the parser of the buffer does not know where they were, and that of the body is already behind them.
   */
  private static String enclosingObject(JsonParser body, JsonParser current) {
    if (body == current) {
      TokenStreamContext container = containerOf(body);
      return pointer(container == null ? null : container.getParent());
    }
    TokenStreamContext context = body.streamReadContext();
    return pointer(body.currentToken() == JsonToken.END_OBJECT ? context : context.getParent());
  }

  /** Converts an error after which reading could not continue. */
  static ValidationError toError(JacksonException e) {
    if (e instanceof InputCoercionException number
        && number.processor() instanceof JsonParser parser) {
      return new ValidationError(currentPointer(parser), describeExpected(number.getTargetType()));
    }
    JsonPointer pointer = JsonPointer.empty();
    for (JacksonException.Reference reference : e.getPath()) {
      String name = reference.getPropertyName();
      pointer =
          name == null
              ? pointer.appendIndex(Math.max(0, reference.getIndex()))
              : pointer.appendProperty(name);
    }
    Class<?> type =
        e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    return new ValidationError(
        pointer.toString(), type == null ? e.getOriginalMessage() : describeExpected(type));
  }

  @Override
  public @Nullable Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String value, String message) {
    return addError(context, describeExpected(type));
  }

  @Override
  public @Nullable Object handleWeirdNumberValue(
      DeserializationContext context, Class<?> type, Number value, String message) {
    return addError(context, describeExpected(type));
  }

  @Override
  public @Nullable Object handleUnexpectedToken(
      DeserializationContext context,
      JavaType type,
      JsonToken token,
      JsonParser parser,
      String message) {
    addError(context, describeExpected(type.getRawClass()));
    parser.skipChildren();
    return null;
  }

  @Override
  public @Nullable Object handleMissingInstantiator(
      DeserializationContext context,
      Class<?> type,
      @Nullable ValueInstantiator instantiator,
      JsonParser parser,
      String message) {
    addError(context, describeExpected(type));
    parser.skipChildren();
    return null;
  }

  @Override
  public @Nullable Object handleInstantiationProblem(
      DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
    return addError(context, String.valueOf(problem.getMessage()));
  }

  private static String describeExpected(Class<?> type) {
    if (type.isEnum()) {
      var values =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> StrictJsonReader.MAPPER.convertValue(constant, String.class));
      return "is not one of " + String.join(", ", values.toList());
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "must be a list";
    }
    return switch (type.getSimpleName()) {
      case "Boolean", "boolean" -> "must be true or false";
      case "Integer", "Long", "long", "int" -> "must be a whole number";
      case "String" -> "must be a string";
      case "Instant" -> "must be a time such as 2026-01-31T12:00:00Z";
      case "UUID" -> "must be a UUID";
      default -> "must be an object";
    };
  }
}
