package dev.pawl.tool.java;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Sorts imports in the order of google-java-format, Google or AOSP, where the target asks for this order; otherwise the
 * order of its imports is its own.
 */
@Component
class ImportOrderFixer implements TextFixer {

  private final EditorConfig config;

  ImportOrderFixer(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "import-order";
  }

  @Override
  public String version() {
    return LibraryVersion.version(ImportOrderer.class, GoogleJavaFormatter.LIBRARY) + "-2";
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES)
        + " "
        + settings.fingerprint(ImportOrderRequest.FILES);
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
    boolean fourSpaces = GoogleJavaFormatter.usesFourSpaces(config.propertiesOf(source));
    Optional<Style> style = ImportOrderRequest.find(source, fourSpaces ? Style.AOSP : Style.GOOGLE);
    if (style.isEmpty()) {
      return source.text();
    }
    try {
      return ImportOrderer.reorderImports(source.text(), style.get());
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }
}
