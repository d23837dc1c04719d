package dev.pawl.tool.java;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.language.JavaParser;
import dev.pawl.language.Language;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.tool.editorconfig.EditorConfig.FileProperties;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Formats Java with google-java-format, in the style that the target asks for, or else indented by four spaces where its
 * {@code .editorconfig} requires them; the order of modifiers and the text of Javadoc stay unchanged.
 */
@Component
class GoogleJavaFormatter implements TextFixer {

  static final String LIBRARY = "com.google.googlejavaformat/google-java-format";

  private static final int AOSP_INDENT = 4;

  private final Formatter google = formatter(Style.GOOGLE);
  private final Formatter aosp = formatter(Style.AOSP);
  private final EditorConfig config;
  private final @Nullable Style style;

  @Autowired
  GoogleJavaFormatter(EditorConfig config) {
    this(config, null);
  }

  private GoogleJavaFormatter(EditorConfig config, @Nullable Style style) {
    this.config = config;
    this.style = style;
  }

  @Override
  public Fixer inStyle(@Nullable String name) {
    return findStyle(name).<Fixer>map(known -> new GoogleJavaFormatter(config, known)).orElse(this);
  }

  /** Returns the style with a name, if there is one. */
  static Optional<Style> findStyle(@Nullable String name) {
    return Arrays.stream(Style.values()).filter(style -> style.name().equals(name)).findFirst();
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
    return LibraryVersion.version(Formatter.class, LIBRARY);
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  public Set<Language> formattedLanguages() {
    return Set.of(Language.JAVA);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public String fix(SourceFile source) throws UnfixableException {
    if (JavaParser.isNestedTooDeeply(source.text())) {
      throw new UnfixableException(JavaParser.TOO_DEEP_MESSAGE);
    }
    boolean fourSpaces =
        style == null ? usesFourSpaces(config.propertiesOf(source)) : style == Style.AOSP;
    try {
      return (fourSpaces ? aosp : google).formatSource(source.text());
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns whether lines are indented by four spaces instead of two. */
  static boolean usesFourSpaces(FileProperties properties) {
    return properties.indentSize().filter(size -> size == AOSP_INDENT).isPresent();
  }
}
