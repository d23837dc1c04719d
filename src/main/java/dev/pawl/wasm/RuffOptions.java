package dev.pawl.wasm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads the formatting options of Python from the nearest {@code ruff.toml} or {@code pyproject.toml} of a target. */
final class RuffOptions implements FormatterOptions {

  private static final TomlMapper MAPPER = TomlMapper.builder().build();

  private static final Pattern OLDER_TARGET = Pattern.compile("py3[0-8]");
  private static final Pattern OLDER_PYTHON =
      Pattern.compile("(?:>=?|~=|={2,3})\\s*(?:2|3(?!\\.)|3\\.[0-8](?!\\d))");

  @Override
  public Set<String> configurationFiles() {
    return Set.of(".ruff.toml", "ruff.toml", "pyproject.toml");
  }

  @Override
  public ObjectNode forFile(SourceFile source) throws UnfixableException {
    ObjectNode options = MAPPER.createObjectNode();
    JsonNode config = findNearest(source);
    JsonNode format = config.path("format");
    if (config.has("extend")) {
      throw new UnfixableException(
          "ruff's configuration extends another one, which is not supported");
    }
    requireCurrentSyntax(config, source);
    copy(config, "line-length", options, "line_width");
    copy(config, "indent-width", options, "indent_width");
    copy(format, "indent-style", options, "indent_style");
    copy(format, "quote-style", options, "quote_style");
    copy(format, "nested-string-quote-style", options, "nested_string_quote_style");
    copy(format, "docstring-code-line-length", options, "docstring_code_line_width");
    if (format.path("skip-magic-trailing-comma").asBoolean(false)) {
      options.put("magic_trailing_comma", "ignore");
    }
    if (format.path("docstring-code-format").asBoolean(false)) {
      options.put("docstring_code", "enabled");
    }
    if (format.path("preview").asBoolean(config.path("preview").asBoolean(false))) {
      options.put("preview", "enabled");
    }
    return options;
  }

  @Override
  public Optional<FormatterOptions> with(List<String> arguments) {
    ObjectNode overrides = MAPPER.createObjectNode();
    var remaining = new ArrayDeque<>(arguments);
    while (!remaining.isEmpty()) {
      String argument = remaining.pop();
      String name = argument.replaceFirst("=.*", "");
      if (name.equals("--preview")) {
        overrides.put("preview", "enabled");
        continue;
      }
      String value =
          argument.equals(name) ? remaining.pop() : argument.substring(name.length() + 1);
      if (name.equals("--line-length")) {
        overrides.put("line_width", Integer.parseInt(value));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(arguments.isEmpty() ? this : new RuffArguments(this, overrides));
  }

  /** The options of a target, some of which a command line replaces. */
  private record RuffArguments(RuffOptions options, ObjectNode overrides)
      implements FormatterOptions {

    @Override
    public Set<String> configurationFiles() {
      return options.configurationFiles();
    }

    @Override
    public ObjectNode forFile(SourceFile source) throws UnfixableException {
      ObjectNode result = options.forFile(source);
      result.setAll(overrides);
      return result;
    }
  }

  /**
   * Returns normally if the version of Python that the project supports has the syntax of the formatter, which knows no other:
   * it may write parentheses around the items of a {@code with} statement, which Python has since 3.9.
   */
  private static void requireCurrentSyntax(JsonNode config, SourceFile source)
      throws UnfixableException {
    String target = config.path("target-version").asString("");
    boolean older =
        target.isEmpty()
            ? OLDER_PYTHON.matcher(requiredPython(source)).find()
            : OLDER_TARGET.matcher(target).matches();
    if (older || config.has("per-file-target-version")) {
      throw new UnfixableException(
          "ruff's target-version below py39 cannot be passed to the bundled formatter");
    }
  }

  /** Returns the versions of Python that the nearest project requires; empty if it does not say. */
  private static String requiredPython(SourceFile source) throws UnfixableException {
    Path root = source.root();
    for (Path folder = source.file().getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      Optional<JsonNode> project =
          FormatterOptions.readFile(folder.resolve("pyproject.toml"), MAPPER);
      if (project.isPresent()) {
        return project.get().path("project").path("requires-python").asString("");
      }
    }
    return "";
  }

  private static void copy(JsonNode from, String key, ObjectNode into, String option) {
    if (from.path(key).isValueNode()) {
      into.set(option, from.path(key));
    }
  }

  /** Returns the configuration nearest to a file, as ruff searches for it, but never from outside the target. */
  private static JsonNode findNearest(SourceFile source) throws UnfixableException {
    Path root = source.root();
    for (Path folder = source.file().getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      Optional<JsonNode> config = readFrom(folder);
      if (config.isPresent()) {
        return config.get();
      }
    }
    return MissingNode.getInstance();
  }

  private static Optional<JsonNode> readFrom(Path folder) throws UnfixableException {
    for (String name : new String[] {".ruff.toml", "ruff.toml"}) {
      Optional<JsonNode> config = FormatterOptions.readFile(folder.resolve(name), MAPPER);
      if (config.isPresent()) {
        return config;
      }
    }
    return FormatterOptions.readFile(folder.resolve("pyproject.toml"), MAPPER)
        .map(project -> project.path("tool").path("ruff"))
        .filter(ruff -> !ruff.isMissingNode());
  }
}
