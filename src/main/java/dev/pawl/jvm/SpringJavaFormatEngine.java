package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.io.ByteArrayInputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Formats with spring-javaformat; the options of a style are the entries of {@code .springjavaformatconfig}. */
final class SpringJavaFormatEngine implements FormatterEngine {

  private final ReflectiveType formatter;
  private final ReflectiveType edit;
  private final ReflectiveType configs;

  SpringJavaFormatEngine(ClassLoader loader) throws ClassNotFoundException {
    formatter = ReflectiveType.load(loader, "io.spring.javaformat.formatter.StreamsFormatter");
    edit = ReflectiveType.load(loader, "io.spring.javaformat.formatter.StreamsEdit");
    configs = ReflectiveType.load(loader, "io.spring.javaformat.config.JavaFormatConfig");
  }

  @Override
  public String format(String text, FormatterStyle style) throws UnfixableException {
    String entries =
        style.options().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n"));
    Object config =
        configs.call(
            null, "load", new ByteArrayInputStream(entries.getBytes(StandardCharsets.UTF_8)));
    Reader reader = new StringReader(text);
    var result = new StringWriter();
    edit.call(formatter.call(formatter.create(config), "format", reader, "\n"), "writeTo", result);
    return result.toString();
  }
}
