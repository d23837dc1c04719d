package dev.pawl.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Describes records as they are serialized: nullable components may be null, and all other properties are required. Two
 * records of the same schema name would be merged into one schema, so this is an error.
 */
@Component
class SchemaCustomizer implements ModelConverter {

  private static final String REFERENCE_PREFIX = "#/components/schemas/";
  private static final String NULL_TYPE = "null";
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private final Map<String, Class<?>> typesByName = new ConcurrentHashMap<>();

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
    if (schema == null || !rawType.isRecord()) {
      return schema;
    }
    String reference = schema.get$ref();
    Schema<?> definition = schema;
    if (reference != null) {
      String name = reference.substring(REFERENCE_PREFIX.length());
      requireUniqueName(name, rawType);
      definition = context.getDefinedModels().get(name);
    }
    if (definition != null && definition.getProperties() != null) {
      describe(rawType, definition);
    }
    return schema;
  }

  private void requireUniqueName(String name, Class<?> rawType) {
    Class<?> existing = typesByName.putIfAbsent(name, rawType);
    if (existing != null && existing != rawType) {
      throw new IllegalStateException(
          "%s and %s have the same schema name %s; set @Schema(name = ...) on one of them"
              .formatted(existing.getName(), rawType.getName(), name));
    }
  }

  private static void describe(Class<?> rawType, Schema<?> definition) {
    var required =
        new TreeSet<String>(
            definition.getRequired() == null ? List.of() : definition.getRequired());
    for (RecordComponent component : rawType.getRecordComponents()) {
      String name = SNAKE_CASE.translate(component.getName());
      Schema<?> property = definition.getProperties().get(name);
      if (property == null) {
        continue;
      }
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        if (!required.contains(name)) {
          definition.getProperties().put(name, nullable(property));
        }
      } else {
        required.add(name);
      }
    }
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
