package dev.pawl.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Sends documents as plain text, if the client prefers it. */
@Component
class TextDocumentConverter implements ServerHttpMessageConvertersCustomizer {

  /** Adds the converter behind the others, so that JSON remains the default. */
  @Override
  public void customize(ServerBuilder converters) {
    converters.configureMessageConvertersList(list -> list.add(new LineConverter()));
  }

  private static final class LineConverter extends AbstractHttpMessageConverter<TextDocument> {

    /** Characters that control a terminal, or change the direction of the text around them. */
    private static final Pattern CONTROL =
        Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069\\u200E\\u200F\\u061C]");

    LineConverter() {
      super(StandardCharsets.UTF_8, MediaType.TEXT_PLAIN);
    }

    @Override
    protected boolean supports(Class<?> type) {
      return TextDocument.class.isAssignableFrom(type);
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
      return false;
    }

    @Override
    protected TextDocument readInternal(
        Class<? extends TextDocument> type, HttpInputMessage message) {
      throw new HttpMessageNotReadableException("A text cannot be read.", message);
    }

    @Override
    protected void writeInternal(TextDocument document, HttpOutputMessage message)
        throws IOException {
      var text = new StringBuilder();
      for (String line : document.textLines()) {
        text.append(CONTROL.matcher(line).replaceAll("?")).append('\n');
      }
      message.getBody().write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
