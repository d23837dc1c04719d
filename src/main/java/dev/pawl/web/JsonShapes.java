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
class JsonShapes implements ModelConverter {

  private static final String REFERENCE = "#/components/schemas/";
  private static final String NOTHING = "null";
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private final Map<String, Class<?>> named = new ConcurrentHashMap<>();

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
    Class<?> raw = TypeFactory.defaultInstance().constructType(type.getType()).getRawClass();
    if (schema == null || !raw.isRecord()) {
      return schema;
    }
    String reference = schema.get$ref();
    Schema<?> shape = schema;
    if (reference != null) {
      String name = reference.substring(REFERENCE.length());
      checkName(name, raw);
      shape = context.getDefinedModels().get(name);
    }
    if (shape != null && shape.getProperties() != null) {
      describe(raw, shape);
    }
    return schema;
  }

  private void checkName(String name, Class<?> raw) {
    Class<?> other = named.putIfAbsent(name, raw);
    if (other != null && other != raw) {
      throw new IllegalStateException(
          "%s and %s have the same schema name %s; set @Schema(name = ...) on one of them"
              .formatted(other.getName(), raw.getName(), name));
    }
  }

  private static void describe(Class<?> raw, Schema<?> shape) {
    var required =
        new TreeSet<String>(shape.getRequired() == null ? List.of() : shape.getRequired());
    for (RecordComponent component : raw.getRecordComponents()) {
      String name = SNAKE_CASE.translate(component.getName());
      Schema<?> property = shape.getProperties().get(name);
      if (property == null) {
        continue;
      }
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        if (!required.contains(name)) {
          shape.getProperties().put(name, orNull(property));
        }
      } else {
        required.add(name);
      }
    }
    shape.setRequired(new ArrayList<>(required));
  }

  /** Returns a schema that also allows null. */
  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() != null || schema.getEnum() != null) {
      var nothing = new Schema<Object>();
      nothing.addType(NOTHING);
      return new Schema<Object>().anyOf(List.of(schema, nothing));
    }
    if (schema.getTypes() != null) {
      schema.addType(NOTHING);
    }
    return schema;
  }
}
