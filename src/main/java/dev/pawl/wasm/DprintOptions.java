package dev.pawl.wasm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the options of one plugin from the {@code dprint.json} of a target; plugins named there are never downloaded.
 *
 * @param section the name of the plugin's section in the file
 */
record DprintOptions(String section) implements FormatterOptions {

  private static final List<String> FILES =
      List.of("dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc");

  /** The keys of dprint's global configuration; other top-level keys are for its command line. */
  private static final List<String> GLOBAL = List.of("lineWidth", "useTabs", "indentWidth");

  /** The keys of a section that dprint's command line removes before it passes the section to the plugin. */
  private static final List<String> COMMAND_LINE_KEYS = List.of("associations", "locked");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Override
  public Set<String> configurationFiles() {
    return Set.copyOf(FILES);
  }

  @Override
  public ObjectNode forFile(SourceFile source) throws UnfixableException {
    ObjectNode options = MAPPER.createObjectNode();
    ObjectNode global = options.putObject("global");
    ObjectNode plugin = options.putObject("plugin");
    readNearest(source, global, plugin);
    // Formatters must not change line endings: texts are passed with \n and converted back later.
    plugin.put("newLineKind", "lf");
    return options;
  }

  /** Reads the configuration nearest to a file, but never from outside the target. */
  private void readNearest(SourceFile source, ObjectNode global, ObjectNode plugin)
      throws UnfixableException {
    Path root = source.root();
    for (Path folder = source.file().getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      for (String file : FILES) {
        Optional<JsonNode> config = FormatterOptions.readFile(folder.resolve(file), MAPPER);
        if (config.isPresent()) {
          copy(config.get(), global, plugin, file);
          return;
        }
      }
    }
  }

  private void copy(JsonNode config, ObjectNode global, ObjectNode plugin, String file)
      throws UnfixableException {
    if (config.has("extends")) {
      throw new UnfixableException(file + " extends another configuration, which is not supported");
    }
    for (String key : GLOBAL) {
      if (config.has(key)) {
        global.set(key, config.path(key));
      }
    }
    if (config.path(section) instanceof ObjectNode pluginSection) {
      plugin.setAll(pluginSection);
      plugin.remove(COMMAND_LINE_KEYS);
    }
  }
}
