package dev.pawl.externaltool;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * A configuration file of a program that contains only data.
 *
 * @param file the name of the file
 * @param format the format; YAML includes JSON, but no comments at the end of lines
 * @param key the names of the tables with the options, separated by dots; the whole file if absent
 * @param whole whether a table in it is one option, because the program would not merge the options of a table
 */
record OptionSource(String file, Format format, @Nullable String key, boolean whole) {

  /** The formats of configuration files. */
  enum Format {
    YAML {
      @Override
      @Nullable Object parse(String text) {
        var settings =
            LoadSettings.builder()
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowDuplicateKeys(true)
                .build();
        for (Object document :
            new Load(settings).loadAllFromString(COMMENT.matcher(text).replaceAll(""))) {
          if (!(document instanceof Map<?, ?> options) || isForC(options.get("Language"))) {
            return document;
          }
        }
        return null;
      }
    },

    JSON {
      @Override
      Object parse(String text) {
        return MAPPER.readValue(text, Map.class);
      }
    },

    TOML {
      @Override
      Object parse(String text) {
        return TomlMapper.shared().readValue(text, Map.class);
      }
    },

    INI {
      @Override
      Object parse(String text) {
        return parseLines(text);
      }
    },

    SHELLCHECK {
      @Override
      Object parse(String text) {
        return ShellCheckDirectives.parse(text);
      }
    };

    abstract @Nullable Object parse(String text);
  }

  private static final int MAX_ALIASES = 5;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /** The comments of JSON at the start of a line, which YAML does not have. */
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*//.*$");

  /** The field of {@code pyproject.toml} from which programs derive the syntax that they may use. */
  private static final String REQUIRES_PYTHON = "requires-python";

  private static final Pattern MINIMUM_PYTHON = Pattern.compile("(?:>=|~=|==)\\s*3\\.(\\d+)");
  private static final Pattern SECTION = Pattern.compile("\\s*\\[([^\\]]+)]\\s*");
  private static final Pattern ASSIGNMENT = Pattern.compile("([\\w.-]+)\\s*[=:]\\s*(.*)");

  /**
   * Returns the options, with the names of nested options separated by dots; empty if the file has none.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  Optional<Map<String, Object>> read(String text) {
    try {
      Object parsed = format.parse(text);
      Object options = parsed;
      for (String name : key == null ? new String[0] : key.split("\\.")) {
        options = options instanceof Map<?, ?> table ? table.get(name) : null;
      }
      if (!(options instanceof Map<?, ?> table)) {
        return Optional.empty();
      }
      var flat = new HashMap<String, Object>();
      flatten("", table, flat);
      boolean statesVersion =
          flat.containsKey("target-version") || flat.containsKey("target_version");
      if (!statesVersion && parsed instanceof Map<?, ?> file) {
        minimumPython(file).ifPresent(version -> flat.put(REQUIRES_PYTHON, version));
      }
      return Optional.of(flat);
    } catch (YamlEngineException | JacksonException | StackOverflowError e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns whether a document of clang-format is for the languages that Pawl gives it. */
  private static boolean isForC(@Nullable Object language) {
    return language == null || language.equals("Cpp") || language.equals("C");
  }

  private void flatten(String prefix, Map<?, ?> table, Map<String, Object> flat) {
    table.forEach((name, value) -> {
      if (value instanceof Map<?, ?> nested && !whole) {
        flatten(prefix + name + ".", nested, flat);
      } else if (value != null) {
        flat.put(prefix + name, value);
      }
    });
  }

  /** Returns the minimum version that the metadata of a Python project state, such as {@code py310}. */
  private static Optional<String> minimumPython(Map<?, ?> file) {
    if (!(file.get("project") instanceof Map<?, ?> project)) {
      return Optional.empty();
    }
    var minimum = MINIMUM_PYTHON.matcher(String.valueOf(project.get(REQUIRES_PYTHON)));
    return minimum.find() ? Optional.of("py3" + minimum.group(1)) : Optional.empty();
  }

  /** Returns the values of each section; those before the first section are outside of any. */
  private static Map<String, Object> parseLines(String text) {
    Map<String, Object> result = new HashMap<>();
    Map<String, Object> section = result;
    for (String line : text.lines().toList()) {
      String stripped = line.strip();
      var header = SECTION.matcher(line);
      var assignment = ASSIGNMENT.matcher(stripped);
      if (header.matches()) {
        section = new HashMap<>();
        result.put(header.group(1).strip().toLowerCase(Locale.ROOT).replace(':', '_'), section);
      } else if (!stripped.startsWith("#") && !stripped.startsWith(";") && assignment.matches()) {
        section.put(assignment.group(1), assignment.group(2).strip());
      }
    }
    return result;
  }
}
