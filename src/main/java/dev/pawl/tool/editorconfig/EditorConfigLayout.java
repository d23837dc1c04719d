package dev.pawl.tool.editorconfig;

import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.ec4j.core.Resource.Resources;
import org.ec4j.core.ResourcePath.ResourcePaths;
import org.ec4j.core.ResourceProperties;
import org.ec4j.core.ResourcePropertiesService;
import org.ec4j.core.model.PropertyType;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Does what a target's {@code .editorconfig} asks for: no blanks at line ends, a newline at the end of the file. */
@Component
@Order(2)
class EditorConfigLayout implements Fixer {

  private static final Pattern TRAILING_BLANKS = Pattern.compile("[ \\t]+(?=\\r?\\n|\\z)");

  /** What one file is asked to have. */
  private record Wanted(boolean trimmed, boolean finalNewline) {}

  @Override
  public String name() {
    return "editorconfig";
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public boolean handles(SourceFile source) {
    Wanted wanted = wanted(source);
    return !SourceFile.extension(source.path()).equals("java")
        && (wanted.trimmed || wanted.finalNewline);
  }

  @Override
  public String fix(SourceFile source) {
    Wanted wanted = wanted(source);
    String text =
        wanted.trimmed ? TRAILING_BLANKS.matcher(source.text()).replaceAll("") : source.text();
    if (wanted.finalNewline && !text.isEmpty() && !text.endsWith("\n")) {
      text += source.lineEnding() == SourceFile.LineEnding.CRLF ? "\r\n" : "\n";
    }
    return text;
  }

  private static Wanted wanted(SourceFile source) {
    var service =
        ResourcePropertiesService.builder()
            .rootDirectory(ResourcePaths.ofPath(source.root(), StandardCharsets.UTF_8))
            .build();
    try {
      ResourceProperties properties =
          service.queryProperties(Resources.ofPath(source.file(), StandardCharsets.UTF_8));
      return new Wanted(
          properties.getValue(PropertyType.trim_trailing_whitespace, false, false),
          properties.getValue(PropertyType.insert_final_newline, false, false));
    } catch (IOException e) {
      return new Wanted(false, false);
    }
  }
}
