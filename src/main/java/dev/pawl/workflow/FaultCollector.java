package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
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
final class FaultCollector extends DeserializationProblemHandler {

  private final List<Fault> faults;

  FaultCollector(List<Fault> faults) {
    this.faults = faults;
  }

  private @Nullable Object note(DeserializationContext context, String detail) {
    faults.add(
        new Fault(context.getParser().streamReadContext().pathAsPointer().toString(), detail));
    return null;
  }

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      ValueDeserializer<?> deserializer,
      Object bean,
      String name) {
    String at = parser.streamReadContext().pathAsPointer().toString();
    String pointer = at.endsWith("/" + name) ? at : at + "/" + name;
    faults.add(new Fault(pointer, "is not a known field"));
    parser.skipChildren();
    return true;
  }

  @Override
  public @Nullable Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String value, String message) {
    return note(context, expected(type));
  }

  @Override
  public @Nullable Object handleWeirdNumberValue(
      DeserializationContext context, Class<?> type, Number value, String message) {
    return note(context, expected(type));
  }

  @Override
  public @Nullable Object handleUnexpectedToken(
      DeserializationContext context,
      JavaType type,
      JsonToken token,
      JsonParser parser,
      String message) {
    note(context, expected(type.getRawClass()));
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
    note(context, expected(type));
    parser.skipChildren();
    return null;
  }

  @Override
  public @Nullable Object handleInstantiationProblem(
      DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
    return note(context, String.valueOf(problem.getMessage()));
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      var words =
          Arrays.stream(type.getEnumConstants())
              .map(word -> BodyReader.MAPPER.convertValue(word, String.class));
      return "is not one of " + String.join(", ", words.toList());
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
