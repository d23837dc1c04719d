package dev.pawl.workflow;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Configures the JSON format of database columns, which uses the naming of the API. */
@Configuration(proxyBeanMethods = false)
class JsonColumnConfiguration {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          // Rows written by an earlier version lack fields that were added later.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  @Bean
  HibernatePropertiesCustomizer jsonColumnFormat() {
    return properties ->
        properties.put("hibernate.type.json_format_mapper", new JacksonFormatMapper());
  }

  private static final class JacksonFormatMapper implements FormatMapper {

    @Override
    public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
      return MAPPER.readValue(text.toString(), MAPPER.constructType(type.getJavaType()));
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
      return MAPPER.writerFor(MAPPER.constructType(type.getJavaType())).writeValueAsString(value);
    }
  }
}
