package dev.pawl.jvm;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Sorts imports in the order of the style, Google or AOSP, in which the file is formatted. */
@Component
class ImportOrderFixer implements TextFixer {

  private final EditorConfig config;
  private final @Nullable Style style;

  @Autowired
  ImportOrderFixer(EditorConfig config) {
    this(config, null);
  }

  private ImportOrderFixer(EditorConfig config, @Nullable Style style) {
    this.config = config;
    this.style = style;
  }

  @Override
  public Fixer inStyle(@Nullable String name) {
    return GoogleJavaFormatter.findStyle(name)
        .<Fixer>map(known -> new ImportOrderFixer(config, known))
        .orElse(this);
  }

  @Override
  public String name() {
    return "import-order";
  }

  @Override
  public String version() {
    return LibraryVersion.version(ImportOrderer.class, GoogleJavaFormatter.LIBRARY);
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.IMPORT_ORDER;
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }

  @Override
  public String fix(SourceFile source) throws UnfixableException {
    try {
      return ImportOrderer.reorderImports(source.text(), styleOf(source));
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }

  private Style styleOf(SourceFile source) {
    if (style != null) {
      return style;
    }
    return GoogleJavaFormatter.usesFourSpaces(config.propertiesOf(source))
        ? Style.AOSP
        : Style.GOOGLE;
  }
}
