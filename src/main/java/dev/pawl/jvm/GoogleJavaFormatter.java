package dev.pawl.jvm;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.StringWrapper;
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
 * Formats Java with google-java-format, in the style that the build of the target configures, or else indented by four
 * spaces where its {@code .editorconfig} requires them, without changes to Javadoc and the order of modifiers.
 */
@Component
class GoogleJavaFormatter implements TextFixer {

  static final String LIBRARY = "com.google.googlejavaformat/google-java-format";

  private static final int AOSP_INDENT = 4;

  private static final FormatterStyle CODE_ONLY =
      FormatterStyle.parse("GOOGLE formatJavadoc=false reorderModifiers=false");

  private final Formatter google;
  private final Formatter aosp;
  private final EditorConfig config;
  private final @Nullable FormatterStyle style;

  @Autowired
  GoogleJavaFormatter(EditorConfig config) {
    this(config, null);
  }

  private GoogleJavaFormatter(EditorConfig config, @Nullable FormatterStyle style) {
    this.config = config;
    this.style = style;
    this.google = formatter(Style.GOOGLE, style == null ? CODE_ONLY : style);
    this.aosp = formatter(Style.AOSP, style == null ? CODE_ONLY : style);
  }

  @Override
  public Fixer inStyle(@Nullable String name) {
    return findStyle(name)
        .<Fixer>map(
            known -> new GoogleJavaFormatter(config, FormatterStyle.parse(String.valueOf(name))))
        .orElse(this);
  }

  /** Returns the style that a text describes, if its name is known. */
  static Optional<Style> findStyle(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(known -> FormatterStyle.parse(known).name())
        .flatMap(name ->
            Arrays.stream(Style.values()).filter(style -> style.name().equals(name)).findFirst());
  }

  private static Formatter formatter(Style style, FormatterStyle configured) {
    return new Formatter(
        JavaFormatterOptions.builder()
            .style(style)
            .formatJavadoc(configured.isOn("formatJavadoc", true))
            .reorderModifiers(configured.isOn("reorderModifiers", true))
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
    SpotlessToggles.requireNone(source);
    if (JavaParser.isNestedTooDeeply(source.text())) {
      throw new UnfixableException(JavaParser.TOO_DEEP_MESSAGE);
    }
    boolean fourSpaces =
        style == null
            ? usesFourSpaces(config.propertiesOf(source))
            : style.name().equals(Style.AOSP.name());
    Formatter formatter = fourSpaces ? aosp : google;
    try {
      String formatted = formatter.formatSource(source.text());
      return style != null && style.isOn("reflowLongStrings", false)
          ? StringWrapper.wrap(formatted, formatter)
          : formatted;
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns whether lines are indented by four spaces instead of two. */
  static boolean usesFourSpaces(FileProperties properties) {
    return properties.indentSize().filter(size -> size == AOSP_INDENT).isPresent();
  }
}
