package dev.pawl.tool.javaformat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.Library;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.tool.editorconfig.EditorConfig.Wanted;
import dev.pawl.tool.javasyntax.JavaParser;
import dev.pawl.workspace.Language;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Formats Java with google-java-format, indented by four spaces where the target's {@code .editorconfig} requires them;
 * the order of modifiers and the text of Javadoc stay unchanged.
 */
@Component
class JavaLayout implements TextFixer {

  static final String LIBRARY = "com.google.googlejavaformat/google-java-format";

  private static final int AOSP_INDENT = 4;

  private final Formatter google = formatter(Style.GOOGLE);
  private final Formatter aosp = formatter(Style.AOSP);
  private final EditorConfig config;

  JavaLayout(EditorConfig config) {
    this.config = config;
  }

  private static Formatter formatter(Style style) {
    return new Formatter(
        JavaFormatterOptions.builder()
            .style(style)
            .formatJavadoc(false)
            .reorderModifiers(false)
            .cleanup(false)
            .build());
  }

  @Override
  public String name() {
    return "google-java-format";
  }

  @Override
  public String version() {
    return Library.version(Formatter.class, LIBRARY);
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  public Set<Language> formatterOf() {
    return Set.of(Language.JAVA);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    if (JavaParser.isTooDeep(source.text())) {
      throw new Unfixable(JavaParser.TOO_DEEP);
    }
    boolean wide = isWide(config.of(source));
    try {
      return (wide ? aosp : google).formatSource(source.text());
    } catch (FormatterException e) {
      throw new Unfixable(String.valueOf(e.getMessage()));
    }
  }

  /** Returns whether lines are indented by four spaces instead of two. */
  static boolean isWide(Wanted wanted) {
    return wanted.indent().filter(size -> size == AOSP_INDENT).isPresent();
  }
}
