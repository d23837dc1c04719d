package dev.pawl.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Rejects JSON bodies that are not UTF-8 (RFC 8259), instead of replacing the invalid bytes. */
@ControllerAdvice
class StrictBodyAdvice extends RequestBodyAdviceAdapter {

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converterType)
      throws IOException {
    MediaType type = message.getHeaders().getContentType();
    if (type == null || !type.getSubtype().equals(MediaType.APPLICATION_JSON.getSubtype())) {
      return message;
    }
    byte[] body = message.getBody().readAllBytes();
    Charset charset = type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
    String text =
        charset.equals(StandardCharsets.UTF_8)
            ? StrictJsonReader.decode(body)
            : new String(body, charset);
    return new Utf8Json(text.getBytes(StandardCharsets.UTF_8), message.getHeaders());
  }

  /** A body that is known to be UTF-8. */
  private static final class Utf8Json implements HttpInputMessage {

    private final byte[] body;
    private final HttpHeaders headers = new HttpHeaders();

    Utf8Json(byte[] body, HttpHeaders original) {
      this.body = body;
      headers.putAll(original);
      headers.setContentType(MediaType.APPLICATION_JSON);
      headers.setContentLength(body.length);
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }
  }
}
