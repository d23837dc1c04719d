package dev.pawl.web;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends JSON as {@code application/json} even if another JSON type is requested; problem documents keep their type. */
@Component
class PlainJson implements ServerHttpMessageConvertersCustomizer {

  private final JsonMapper mapper;

  PlainJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public void customize(ServerBuilder converters) {
    converters.withJsonConverter(new Converter(mapper));
  }

  private static final class Converter extends JacksonJsonHttpMessageConverter {

    Converter(JsonMapper mapper) {
      super(mapper);
    }

    @Override
    public List<MediaType> getSupportedMediaTypes(Class<?> type) {
      return ProblemDetail.class.isAssignableFrom(type)
          ? super.getSupportedMediaTypes(type)
          : List.of(MediaType.APPLICATION_JSON);
    }

    /** Ignores the requested charset: JSON is always UTF-8 (RFC 8259). */
    @Override
    public boolean canWrite(ResolvableType type, Class<?> raw, @Nullable MediaType wanted) {
      return super.canWrite(type, raw, plain(wanted));
    }

    @Override
    protected void addDefaultHeaders(HttpHeaders headers, Object body, @Nullable MediaType wanted)
        throws IOException {
      super.addDefaultHeaders(headers, body, plain(wanted));
    }

    private static @Nullable MediaType plain(@Nullable MediaType type) {
      return type == null || type.getCharset() == null
          ? type
          : new MediaType(type.getType(), type.getSubtype());
    }
  }
}
