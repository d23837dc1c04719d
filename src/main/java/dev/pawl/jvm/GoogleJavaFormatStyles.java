package dev.pawl.jvm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Determines the style of google-java-format: the configured one, or else the one that fits {@code .editorconfig} and
 * leaves Javadoc and modifiers as they are.
 */
record GoogleJavaFormatStyles(EditorConfig config) implements FormatterStyles {

  private static final String OPTIONS = " formatJavadoc=false reorderModifiers=false";
  private static final int AOSP_INDENT = 4;

  @Override
  public FormatterStyle styleOf(SourceFile source, @Nullable FormatterStyle configured) {
    if (configured != null) {
      return configured;
    }
    boolean aosp =
        config.propertiesOf(source).indentSize().filter(size -> size == AOSP_INDENT).isPresent();
    return FormatterStyle.parse((aosp ? "AOSP" : "GOOGLE") + OPTIONS);
  }

  @Override
  public Set<String> configurationFiles() {
    return EditorConfig.FILES;
  }
}
