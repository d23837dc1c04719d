package dev.pawl.tool.editorconfig;

import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.TextFixer;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Converts line endings as specified by the target's {@code .editorconfig}, before the formatters run. */
@Component
class LineEndingLayout implements TextFixer {

  private final EditorConfig config;

  LineEndingLayout(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "line-endings";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.LINE_ENDINGS;
  }

  @Override
  public boolean handles(SourceFile source) {
    return config.wanted(source).isPresent();
  }

  @Override
  public String fix(SourceFile source) {
    Optional<LineEnding> wanted = config.wanted(source);
    if (wanted.isEmpty() || source.lineEnding() == wanted.get()) {
      return source.text();
    }
    return wanted.get().end(source.text().replace("\r\n", "\n"));
  }
}
