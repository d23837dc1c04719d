package dev.pawl.wasm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the options of a shell script from the {@code .editorconfig} of a target, by the keys that shfmt itself reads.
 */
final class ShfmtOptions implements FormatterOptions {

  private static final Map<String, String> FLAGS =
      Map.of(
          "binary_next_line", "binaryNextLine",
          "switch_case_indent", "switchCaseIndent",
          "space_redirects", "spaceRedirects",
          "function_next_line", "funcNextLine",
          "simplify", "simplify",
          "minify", "minify");

  /** The keys that change the result, and cannot be passed. */
  private static final List<String> UNSUPPORTED = List.of("keep_padding", "never_split");

  private static final Pattern ZSH = Pattern.compile("#!.*\\bzsh\\b.*");

  /** The options by the flags that a hook of pre-commit passes, all of them or none. */
  private static final Map<String, String> ARGUMENTS =
      Map.of(
          "-bn", "binaryNextLine",
          "-ci", "switchCaseIndent",
          "-fn", "funcNextLine",
          "-sr", "spaceRedirects");

  private static final int TABS = 0;
  private static final int DEFAULT_INDENT = 8;

  @Override
  public Set<String> configurationFiles() {
    return EditorConfig.FILES;
  }

  @Override
  public ObjectNode forFile(SourceFile source) throws UnfixableException {
    Map<String, String> properties = properties(source);
    if (value(properties, "ignore").equals("true")) {
      throw new UnfixableException(".editorconfig sets ignore = true for it");
    }
    for (String key : UNSUPPORTED) {
      if (value(properties, key).equals("true")) {
        throw new UnfixableException(
            ".editorconfig sets %s = true, which the bundled shfmt does not support"
                .formatted(key));
      }
    }
    ObjectNode options = JsonMapper.shared().createObjectNode();
    options.put("indent", indent(properties));
    FLAGS.forEach((key, option) -> options.put(option, value(properties, key).equals("true")));
    return options;
  }

  /**
   * Adds an extension to Zsh scripts: shfmt derives the dialect from the path alone, and does not know Zsh's own files.
   */
  @Override
  public String formatterPath(SourceFile source) {
    return pathOf(source);
  }

  private static String pathOf(SourceFile source) {
    String firstLine = source.text().lines().findFirst().orElse("");
    boolean zsh = source.path().endsWith(".zshrc") || ZSH.matcher(firstLine).matches();
    return zsh ? source.path() + ".zsh" : source.path();
  }

  /** With options on the command line, shfmt does not read {@code .editorconfig}. */
  @Override
  public Optional<FormatterOptions> with(List<String> arguments) {
    if (arguments.isEmpty()) {
      return Optional.of(this);
    }
    ObjectNode options = JsonMapper.shared().createObjectNode();
    for (String argument : arguments) {
      String name = argument.replaceFirst("=.*", "");
      String value = argument.substring(Math.min(argument.length(), name.length() + 1));
      if (name.equals("-i")) {
        options.put("indent", Integer.parseInt(value));
      } else if (ARGUMENTS.containsKey(name)) {
        options.put(ARGUMENTS.getOrDefault(name, name), value.equals("true"));
      } else if (!value.equals("false")) {
        return Optional.empty();
      }
    }
    return Optional.of(new ShfmtArguments(options));
  }

  /** The options of a command line. */
  private record ShfmtArguments(ObjectNode options) implements FormatterOptions {

    @Override
    public ObjectNode forFile(SourceFile source) throws UnfixableException {
      if (value(properties(source), "ignore").equals("true")) {
        throw new UnfixableException(".editorconfig sets ignore = true for it");
      }
      return options.deepCopy();
    }

    @Override
    public Set<String> configurationFiles() {
      return EditorConfig.FILES;
    }

    @Override
    public String formatterPath(SourceFile source) {
      return pathOf(source);
    }
  }

  private static int indent(Map<String, String> properties) {
    if (!value(properties, "indent_style").equals("space")) {
      return TABS;
    }
    String size = value(properties, "indent_size");
    if (size.equals("tab")) {
      size = value(properties, "tab_width");
    }
    return size.matches("[1-9][0-9]?") ? Integer.parseInt(size) : DEFAULT_INDENT;
  }

  private static String value(Map<String, String> properties, String key) {
    return properties.getOrDefault(key, "");
  }

  private static Map<String, String> properties(SourceFile source) throws UnfixableException {
    try {
      return EditorConfig.valuesFor(source);
    } catch (UncheckedIOException e) {
      throw new UnfixableException(".editorconfig cannot be read: " + e.getMessage());
    }
  }
}
