package dev.pawl.tool.editorconfig;

import dev.pawl.tool.IndentationRules;
import dev.pawl.tool.LineEndings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.ec4j.core.Cache.Caches;
import org.ec4j.core.Resource.Resources;
import org.ec4j.core.ResourcePath.ResourcePaths;
import org.ec4j.core.ResourceProperties;
import org.ec4j.core.ResourcePropertiesService;
import org.ec4j.core.model.PropertyType;
import org.ec4j.core.model.PropertyType.EndOfLineValue;
import org.ec4j.core.model.PropertyType.IndentStyleValue;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the properties that the {@code .editorconfig} files of a target specify for its files. */
@Component
public class EditorConfig implements LineEndings, IndentationRules {

  /** The names of the configuration files; their content is part of the key of cached results. */
  public static final Set<String> FILES = Set.of(".editorconfig");

  /**
   * The properties of one file.
   *
   * @param trimTrailingWhitespace whether lines must not end with whitespace
   * @param finalNewline whether the file ends with a newline; empty when unspecified
   * @param lineEnding the line ending; empty when unspecified
   * @param indentSize the number of spaces per level; empty when unspecified or when lines are indented with tabs
   * @param useTabs whether lines are indented with tabs
   * @param indentation the whitespace that lines start with; empty unless both kind and width are specified
   * @param charset the charset, such as {@code utf-8}; empty when unspecified
   */
  public record FileProperties(
      boolean trimTrailingWhitespace,
      Optional<Boolean> finalNewline,
      Optional<LineEnding> lineEnding,
      Optional<Integer> indentSize,
      boolean useTabs,
      Optional<Indentation> indentation,
      Optional<String> charset) {

    /**
     * Returns the whitespace of one indentation level.
     *
     * @param defaultSize the number of spaces when none is specified
     */
    public String indentUnit(int defaultSize) {
      return useTabs ? "\t" : " ".repeat(indentSize.orElse(defaultSize));
    }
  }

  /** Returns the properties of one file. */
  public FileProperties propertiesOf(SourceFile source) {
    // No cache: the files of a workspace may change while its path stays the same.
    var service =
        ResourcePropertiesService.builder()
            .rootDirectory(ResourcePaths.ofPath(source.root(), StandardCharsets.UTF_8))
            .cache(Caches.none())
            .build();
    try {
      return toFileProperties(
          service.queryProperties(Resources.ofPath(source.file(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileProperties toFileProperties(ResourceProperties properties) {
    IndentStyleValue style = properties.getValue(PropertyType.indent_style, null, false);
    Integer indentSize = properties.getValue(PropertyType.indent_size, null, false);
    EndOfLineValue endOfLine = properties.getValue(PropertyType.end_of_line, null, false);
    return new FileProperties(
        properties.getValue(PropertyType.trim_trailing_whitespace, false, false),
        Optional.ofNullable(properties.getValue(PropertyType.insert_final_newline, null, false)),
        Optional.ofNullable(endOfLine).flatMap(EditorConfig::lineEnding),
        style == IndentStyleValue.tab ? Optional.empty() : Optional.ofNullable(indentSize),
        style == IndentStyleValue.tab,
        indentation(style, indentSize, properties.getValue(PropertyType.tab_width, null, false)),
        Optional.ofNullable(properties.getValue(PropertyType.charset, null, false)));
  }

  private static Optional<Indentation> indentation(
      @Nullable IndentStyleValue style, @Nullable Integer size, @Nullable Integer tabWidth) {
    Integer width = tabWidth == null ? size : tabWidth;
    return style == null || width == null || width < 1
        ? Optional.empty()
        : Optional.of(new Indentation(style == IndentStyleValue.tab, width));
  }

  private static Optional<LineEnding> lineEnding(EndOfLineValue endOfLine) {
    return switch (endOfLine) {
      case lf -> Optional.of(LineEnding.LF);
      case crlf -> Optional.of(LineEnding.CRLF);
      case cr -> Optional.empty();
    };
  }

  @Override
  public Optional<LineEnding> configured(SourceFile source) {
    return propertiesOf(source).lineEnding();
  }

  @Override
  public Optional<String> ruledOut(SourceFile source) {
    FileProperties properties = propertiesOf(source);
    if (properties.useTabs()) {
      return Optional.of("  ");
    }
    return properties.indentSize().map(size -> "\t");
  }
}
