package dev.pawl.web;

import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;

/** Collects the errors of a request body and continues reading, so that all errors are reported at once. */
final class ValidationErrorCollector extends DeserializationProblemHandler {

  private final List<ValidationError> errors;

  ValidationErrorCollector(List<ValidationError> errors) {
    this.errors = errors;
  }

  private @Nullable Object addError(DeserializationContext context, String detail) {
    errors.add(
        new ValidationError(
            context.getParser().streamReadContext().pathAsPointer().toString(), detail));
    return null;
  }

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      ValueDeserializer<?> deserializer,
      Object bean,
      String name) {
    String path = parser.streamReadContext().pathAsPointer().toString();
    String pointer = path.endsWith("/" + name) ? path : path + "/" + name;
    errors.add(new ValidationError(pointer, "is not a known field"));
    parser.skipChildren();
    return true;
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
      default -> "must be an object";
    };
  }
}
