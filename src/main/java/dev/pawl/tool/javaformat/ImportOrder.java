package dev.pawl.tool.javaformat;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.Library;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.editorconfig.EditorConfig;
import org.springframework.stereotype.Component;

/** Sorts imports in the order of the style, Google or AOSP, in which the file is formatted. */
@Component
class ImportOrder implements TextFixer {

  private final EditorConfig config;

  ImportOrder(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "import-order";
  }

  @Override
  public String version() {
    return Library.version(ImportOrderer.class, JavaLayout.LIBRARY);
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
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
  public String fix(SourceFile source) throws Unfixable {
    try {
      Style style = JavaLayout.isWide(config.of(source)) ? Style.AOSP : Style.GOOGLE;
      return ImportOrderer.reorderImports(source.text(), style);
    } catch (FormatterException e) {
      throw new Unfixable(String.valueOf(e.getMessage()));
    }
  }
}
