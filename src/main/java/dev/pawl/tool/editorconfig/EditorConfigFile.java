package dev.pawl.tool.editorconfig;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code .editorconfig} file.
 *
 * @param root whether the files in the folders above do not apply
 */
record EditorConfigFile(boolean root, List<Section> sections) {

  static final String NAME = ".editorconfig";

  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_GLOB_LENGTH = 4096;
  private static final String BOM = "\uFEFF";

  /** A pattern of all files that are directly in one or more folders. */
  private static final Pattern FILES_OF_FOLDER =
      Pattern.compile("([^*?\\[\\\\]*[^*?\\[\\\\/])/\\*");

  /**
   * The properties of the files that a pattern matches.
   *
   * @param below the pattern of all files below the folders whose files the section is about; null if it is about others
   * @param properties the values by name, both in lower case
   */
  record Section(Glob glob, @Nullable Glob below, Map<String, String> properties) {

    static Section of(String pattern, Map<String, String> properties) {
      Matcher folder = FILES_OF_FOLDER.matcher(pattern);
      return new Section(
          Glob.named(pattern, GlobDialect.EDITOR_CONFIG),
          folder.matches() ? Glob.named(folder.group(1) + "/**", GlobDialect.EDITOR_CONFIG) : null,
          properties);
    }

    /** Returns whether a file is anywhere below a folder for all of whose files the section is meant. */
    boolean isMeantForFolderOf(String path) {
      return below != null && below.matches(path);
    }
  }

  /** Reads the file of a folder; empty if there is none. */
  static Optional<EditorConfigFile> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    return Optional.of(parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
  }

  static EditorConfigFile parse(String text) {
    var sections = new ArrayList<Section>();
    Map<String, String> preamble = new LinkedHashMap<>();
    Map<String, String> current = preamble;
    for (String rawLine : (text.startsWith(BOM) ? text.substring(1) : text).lines().toList()) {
      String line = rawLine.strip();
      int end = line.lastIndexOf(']');
      if (line.startsWith("[") && end > 0) {
        current = new LinkedHashMap<>();
        // Some tools have sections in double brackets, which are no patterns.
        if (!line.startsWith("[[") && end <= MAX_GLOB_LENGTH) {
          sections.add(Section.of(line.substring(1, end), current));
        }
      } else if (!line.startsWith("#") && !line.startsWith(";")) {
        addProperty(line, current);
      }
    }
    return new EditorConfigFile("true".equals(preamble.get("root")), List.copyOf(sections));
  }

  private static void addProperty(String line, Map<String, String> properties) {
    int separator = line.indexOf('=') >= 0 ? line.indexOf('=') : line.indexOf(':');
    if (separator > 0) {
      String value = line.substring(separator + 1).replaceFirst("\\s[#;].*", "").strip();
      properties.put(
          line.substring(0, separator).strip().toLowerCase(Locale.ROOT),
          value.toLowerCase(Locale.ROOT));
    }
  }
}
