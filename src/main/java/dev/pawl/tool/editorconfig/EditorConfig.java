package dev.pawl.tool.editorconfig;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.proof.LineEndings;
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

/** What the {@code .editorconfig} files of a target ask of its other files; nothing where there is none. */
@Component
public class EditorConfig implements LineEndings {

  /** The files that decide; what is kept of a file holds for these. */
  public static final Set<String> FILES = Set.of(".editorconfig");

  /**
   * What one file is asked to have.
   *
   * @param trimmed no blanks at the ends of lines
   * @param finalNewline a newline at the end, when true; none, when false
   * @param indent blanks a level, when lines are to be indented with blanks
   * @param tabs whether lines are to be indented with tabs
   * @param indentation how lines are to begin, where both kind and width are asked for
   * @param charset such as {@code utf-8}
   */
  public record Wanted(
      boolean trimmed,
      Optional<Boolean> finalNewline,
      Optional<LineEnding> lineEnding,
      Optional<Integer> indent,
      boolean tabs,
      Optional<Indentation> indentation,
      Optional<String> charset) {

    /**
     * What stands before a line, for each level.
     *
     * @param usual how many blanks, where nothing is asked for
     */
    public String indentation(int usual) {
      return tabs ? "\t" : " ".repeat(indent.orElse(usual));
    }
  }

  /** What is asked of one file. */
  public Wanted of(SourceFile source) {
    // Nothing is kept: a workspace lives on under the same path when its files change.
    var service =
        ResourcePropertiesService.builder()
            .rootDirectory(ResourcePaths.ofPath(source.root(), StandardCharsets.UTF_8))
            .cache(Caches.none())
            .build();
    try {
      return wanted(
          service.queryProperties(Resources.ofPath(source.file(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Wanted wanted(ResourceProperties properties) {
    IndentStyleValue style = properties.getValue(PropertyType.indent_style, null, false);
    Integer size = properties.getValue(PropertyType.indent_size, null, false);
    EndOfLineValue end = properties.getValue(PropertyType.end_of_line, null, false);
    return new Wanted(
        properties.getValue(PropertyType.trim_trailing_whitespace, false, false),
        Optional.ofNullable(properties.getValue(PropertyType.insert_final_newline, null, false)),
        Optional.ofNullable(end).flatMap(EditorConfig::lineEnding),
        style == IndentStyleValue.tab ? Optional.empty() : Optional.ofNullable(size),
        style == IndentStyleValue.tab,
        indentation(style, size, properties.getValue(PropertyType.tab_width, null, false)),
        Optional.ofNullable(properties.getValue(PropertyType.charset, null, false)));
  }

  private static Optional<Indentation> indentation(
      @Nullable IndentStyleValue style, @Nullable Integer size, @Nullable Integer tabWidth) {
    Integer width = tabWidth == null ? size : tabWidth;
    return style == null || width == null || width < 1
        ? Optional.empty()
        : Optional.of(new Indentation(style == IndentStyleValue.tab, width));
  }

  private static Optional<LineEnding> lineEnding(EndOfLineValue end) {
    return switch (end) {
      case lf -> Optional.of(LineEnding.LF);
      case crlf -> Optional.of(LineEnding.CRLF);
      case cr -> Optional.empty();
    };
  }

  @Override
  public Optional<LineEnding> wanted(SourceFile source) {
    return of(source).lineEnding();
  }
}
