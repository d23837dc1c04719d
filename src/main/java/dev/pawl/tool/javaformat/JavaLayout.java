package dev.pawl.tool.javaformat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Lays out Java as google-java-format does; order of modifiers and text of Javadoc stay as they are. */
@Component
@Order(1)
class JavaLayout implements Fixer {

  private final Formatter formatter =
      new Formatter(
          JavaFormatterOptions.builder()
              .style(Style.GOOGLE)
              .formatJavadoc(false)
              .reorderModifiers(false)
              .cleanup(false)
              .build());

  @Override
  public String name() {
    return "google-java-format";
  }

  @Override
  public Optional<String> formatterOf() {
    return Optional.of("java");
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    try {
      return formatter.formatSource(source.text());
    } catch (FormatterException e) {
      throw new Unfixable(String.valueOf(e.getMessage()));
    }
  }
}
