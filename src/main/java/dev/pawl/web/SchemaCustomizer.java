package dev.pawl.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Describes records as they are serialized: nullable components may be null, and all other properties are required. The
 * Javadoc describes records, their components and enums. A schema name must be declared, so that it does not change with
 * the class name, and must be unique, because two types of the same name would be merged into one schema.
 */
@Component
class SchemaCustomizer implements ModelConverter {

  private static final String REFERENCE_PREFIX = "#/components/schemas/";
  private static final String NULL_TYPE = "null";
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();
  private static final JsonMapper VALUES = new JsonMapper();

  private final Map<String, Class<?>> typesByName = new ConcurrentHashMap<>();
  private final ApiJavadoc javadoc;

  SchemaCustomizer(ApiJavadoc javadoc) {
    this.javadoc = javadoc;
  }

  @Override
  public boolean isOpenapi31() {
    return true;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Schema resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (!chain.hasNext()) {
      return null;
    }
    Schema<?> schema = chain.next().resolve(type, context, chain);
    Class<?> rawType = TypeFactory.defaultInstance().constructType(type.getType()).getRawClass();
    if (schema == null || !rawType.isRecord() && !rawType.isEnum()) {
      return schema;
    }
    String reference = schema.get$ref();
    Schema<?> definition = schema;
    if (reference != null) {
      String name = reference.substring(REFERENCE_PREFIX.length());
      requireDeclaredName(name, rawType);
      definition = context.getDefinedModels().get(name);
    }
    if (definition != null) {
      describe(rawType, definition);
    }
    return schema;
  }

  private void requireDeclaredName(String name, Class<?> rawType) {
    var annotation = rawType.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    if (annotation == null || !annotation.name().equals(name)) {
      throw new IllegalStateException(
          "%s has no declared schema name; add @Schema(name = ...)".formatted(rawType.getName()));
    }
    Class<?> existing = typesByName.putIfAbsent(name, rawType);
    if (existing != null && existing != rawType) {
      throw new IllegalStateException(
          "%s and %s have the same schema name %s; set @Schema(name = ...) on one of them"
              .formatted(existing.getName(), rawType.getName(), name));
    }
  }

  private void describe(Class<?> rawType, Schema<?> definition) {
    definition.setDescription(
        rawType.isEnum() ? describeEnum(rawType) : javadoc.getClassJavadoc(rawType));
    if (definition.getOneOf() != null) {
      // The alternatives contain the properties.
      definition.setProperties(null);
      definition.setTypes(null);
      definition.setType(null);
    } else if (definition.getProperties() != null) {
      describeProperties(rawType, definition);
    }
  }

  private String describeEnum(Class<?> type) {
    var text = new StringBuilder(String.valueOf(javadoc.getClassJavadoc(type)));
    for (Object constant : type.getEnumConstants()) {
      String description = javadoc.describeConstant((Enum<?>) constant);
      if (description != null) {
        text.append("\n- `%s`: %s".formatted(value((Enum<?>) constant), description));
      }
    }
    return text.toString();
  }

  /** Returns the value of a constant in JSON. */
  private static String value(Enum<?> constant) {
    return VALUES.convertValue(constant, String.class);
  }

  /** Describes the properties, and sorts them as in the record. */
  private void describeProperties(Class<?> rawType, Schema<?> definition) {
    var required =
        new TreeSet<String>(
            definition.getRequired() == null ? List.of() : definition.getRequired());
    Map<String, String> descriptions = javadoc.getRecordClassParamJavadoc(rawType);
    @SuppressWarnings("rawtypes") // So are those of the library.
    var sorted = new LinkedHashMap<String, Schema>();
    for (RecordComponent component : rawType.getRecordComponents()) {
      String name = SNAKE_CASE.translate(component.getName());
      Schema<?> property = definition.getProperties().get(name);
      if (property == null) {
        continue;
      }
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(name);
      } else if (!required.contains(name)) {
        property = nullable(property);
      }
      if (descriptions.containsKey(component.getName())) {
        property.setDescription(descriptions.get(component.getName()));
      }
      sorted.put(name, property);
    }
    definition.setProperties(sorted);
    definition.setRequired(new ArrayList<>(required));
  }

  /** Returns a schema that also allows null. */
  private static Schema<?> nullable(Schema<?> schema) {
    if (schema.get$ref() != null || schema.getEnum() != null) {
      var nullSchema = new Schema<Object>();
      nullSchema.addType(NULL_TYPE);
      return new Schema<Object>().anyOf(List.of(schema, nullSchema));
    }
    if (schema.getTypes() != null) {
      schema.addType(NULL_TYPE);
    }
    return schema;
  }
}
