package dev.pawl.tool.editorconfig;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Converts line endings as specified by the target's {@code .editorconfig}, where its {@code .gitattributes} leave them open, before the formatters run. */
@Component
class LineEndingFixer implements TextFixer {

  private final EditorConfig config;

  LineEndingFixer(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "line-endings";
  }

  @Override
  public String version() {
    return "2";
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.LAYOUT_FILES);
  }

  @Override
  public boolean leavesProtectedFiles() {
    return true;
  }

  @Override
  public Purpose purpose() {
    return Purpose.LINE_ENDINGS;
  }

  @Override
  public boolean handles(SourceFile source) {
    return config.configured(source).isPresent();
  }

  @Override
  public String fix(SourceFile source) {
    Optional<LineEnding> lineEnding = config.configured(source);
    if (lineEnding.isEmpty() || source.lineEnding() == lineEnding.get()) {
      return source.text();
    }
    return lineEnding.get().applyTo(source.text().replace("\r\n", "\n"));
  }
}
