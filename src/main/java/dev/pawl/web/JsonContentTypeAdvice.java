package dev.pawl.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends JSON as {@code application/json} even if another JSON type is requested; problem documents keep their type. Reads
 * JSON strictly.
 */
@Component
class JsonContentTypeAdvice implements ServerHttpMessageConvertersCustomizer {

  private final JsonMapper mapper;

  JsonContentTypeAdvice(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public void customize(ServerBuilder converters) {
    converters.withJsonConverter(new PlainJsonConverter(mapper));
  }

  private static final class PlainJsonConverter extends JacksonJsonHttpMessageConverter {

    PlainJsonConverter(JsonMapper mapper) {
      super(mapper);
    }

    @Override
    public List<MediaType> getSupportedMediaTypes(Class<?> type) {
      return ProblemDetail.class.isAssignableFrom(type)
          ? super.getSupportedMediaTypes(type)
          : List.of(MediaType.APPLICATION_JSON);
    }

    /** Reads a body with all its errors; unknown fields are errors. */
    @Override
    public Object read(
        ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
        throws IOException {
      String body = StrictJsonReader.decode(message.getBody().readAllBytes());
      return JsonNode.class.isAssignableFrom(type.toClass())
          ? StrictJsonReader.readTree(body)
          : StrictJsonReader.read(body, StrictJsonReader.MAPPER.constructType(type.getType()));
    }

    /** Ignores the requested charset: JSON is always UTF-8 (RFC 8259). */
    @Override
    public boolean canWrite(ResolvableType type, Class<?> rawType, @Nullable MediaType requested) {
      return super.canWrite(type, rawType, withoutCharset(requested));
    }

    @Override
    protected void addDefaultHeaders(
        HttpHeaders headers, Object body, @Nullable MediaType requested) throws IOException {
      super.addDefaultHeaders(headers, body, withoutCharset(requested));
    }

    private static @Nullable MediaType withoutCharset(@Nullable MediaType type) {
      return type == null || type.getCharset() == null
          ? type
          : new MediaType(type.getType(), type.getSubtype());
    }
  }
}
