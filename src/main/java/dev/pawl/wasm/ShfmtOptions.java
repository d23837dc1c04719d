package dev.pawl.wasm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.io.UncheckedIOException;
import java.util.Map;
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
  private static final Pattern ZSH = Pattern.compile("#!.*\\bzsh\\b.*");
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
    String firstLine = source.text().lines().findFirst().orElse("");
    boolean zsh = source.path().endsWith(".zshrc") || ZSH.matcher(firstLine).matches();
    return zsh ? source.path() + ".zsh" : source.path();
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
