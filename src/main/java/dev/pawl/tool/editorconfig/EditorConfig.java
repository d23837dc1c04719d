package dev.pawl.tool.editorconfig;

import dev.pawl.target.GitAttributes;
import dev.pawl.tool.IndentationRules;
import dev.pawl.tool.LineEndings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the properties that the {@code .editorconfig} files of a target specify for its files. */
@Component
public class EditorConfig implements LineEndings, IndentationRules {

  /** The names of the configuration files; their content is part of the key of cached results. */
  public static final Set<String> FILES = Set.of(EditorConfigFile.NAME);

  /** The names of all files that determine the layout of files without a formatter. */
  static final Set<String> LAYOUT_FILES = Set.of(EditorConfigFile.NAME, GitAttributes.FILE_NAME);

  /** The properties that a target also switches off for what is deeper in a folder. */
  private static final Set<String> SWITCHES =
      Set.of("trim_trailing_whitespace", "insert_final_newline");

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

  /**
   * Returns the values that the {@code .editorconfig} files of a target specify for a file, by name and in lower case.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Map<String, String> valuesFor(SourceFile source) {
    return valuesFor(source, false);
  }

  /**
   * Returns the values for a file.
   *
   * @param wholeFolders whether a section that switches whitespace properties off for all files in a folder is meant for
   *     the folder as a whole
   */
  private static Map<String, String> valuesFor(SourceFile source, boolean wholeFolders) {
    // No cache: the files of a workspace may change while its path stays the same.
    var files = new ArrayDeque<Map.Entry<Path, EditorConfigFile>>();
    Path root = source.root();
    try {
      Path folder = source.file().getParent();
      while (folder != null && folder.startsWith(root)) {
        Optional<EditorConfigFile> file = EditorConfigFile.read(folder);
        if (file.isPresent()) {
          files.push(Map.entry(folder, file.get()));
        }
        folder =
            folder.equals(root) || file.filter(EditorConfigFile::root).isPresent()
                ? null
                : folder.getParent();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var values = new HashMap<String, String>();
    files.forEach(file -> {
      String path = file.getKey().relativize(source.file()).toString().replace('\\', '/');
      for (EditorConfigFile.Section section : file.getValue().sections()) {
        if (section.glob().matches(path)) {
          values.putAll(section.properties());
        } else if (wholeFolders && section.isMeantForFolderOf(path)) {
          switchOff(section.properties(), values);
        }
      }
    });
    values.values().removeIf("unset"::equals);
    return values;
  }

  private static void switchOff(Map<String, String> properties, Map<String, String> values) {
    properties.forEach((name, value) -> {
      if (SWITCHES.contains(name) && (value.equals("unset") || value.equals("false"))) {
        values.put(name, "unset");
      }
    });
  }

  /**
   * Returns the properties of one file. A section that switches {@code trim_trailing_whitespace} or {@code
   * insert_final_newline} off for all files in a folder, such as {@code [lib/*]} or {@code [tests/{unity,inputs}/*]}, is
   * meant for the folder as a whole: these properties do not apply to the files of its subfolders either, unless a later
   * section or a deeper {@code .editorconfig} sets them again. By the letter, a star matches no slash, and such a file would
   * be changed although nothing asks for it. All other properties follow the letter.
   */
  public FileProperties propertiesOf(SourceFile source) {
    Map<String, String> values = valuesFor(source, true);
    Optional<Boolean> useTabs =
        Optional.ofNullable(values.get("indent_style"))
            .filter(style -> style.equals("tab") || style.equals("space"))
            .map("tab"::equals);
    Optional<Integer> tabWidth = number(values.get("tab_width"));
    Optional<Integer> indentSize =
        "tab".equals(values.get("indent_size")) ? tabWidth : number(values.get("indent_size"));
    return new FileProperties(
        "true".equals(values.get("trim_trailing_whitespace")),
        Optional.ofNullable(values.get("insert_final_newline"))
            .filter(value -> value.equals("true") || value.equals("false"))
            .map(Boolean::valueOf),
        lineEnding(values.get("end_of_line")),
        useTabs.orElse(false) ? Optional.empty() : indentSize,
        useTabs.orElse(false),
        useTabs.flatMap(
            tabs -> tabWidth.or(() -> indentSize).map(width -> new Indentation(tabs, width))),
        Optional.ofNullable(values.get("charset")));
  }

  private static Optional<Integer> number(@Nullable String value) {
    return value != null && value.matches("[1-9][0-9]{0,2}")
        ? Optional.of(Integer.valueOf(value))
        : Optional.empty();
  }

  private static Optional<LineEnding> lineEnding(@Nullable String value) {
    return switch (value) {
      case "lf" -> Optional.of(LineEnding.LF);
      case "crlf" -> Optional.of(LineEnding.CRLF);
      case null, default -> Optional.empty();
    };
  }

  /**
   * {@inheritDoc}
   *
   * <p>What {@code .gitattributes} specifies comes first. The line endings of languages whose literals cannot be told
   * from the rest, or would change with the line endings, are not configured.
   */
  @Override
  public Optional<LineEnding> configured(SourceFile source) {
    return propertiesOf(source)
        .lineEnding()
        .filter(ending -> TextAttributes.of(source).permits(ending))
        .filter(ending -> isConvertible(source, ending));
  }

  private static boolean isConvertible(SourceFile source, LineEnding ending) {
    // The interpreter of a script would not be found.
    boolean breaksScript = ending == LineEnding.CRLF && source.text().startsWith("#!");
    return !breaksScript && ReadableText.hasConvertibleLineEndings(source);
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
