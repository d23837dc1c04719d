package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import dev.pawl.tool.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the {@code dprint.json} of a target says about one plugin: options only, its plugins are never fetched.
 *
 * @param section what the plugin's part of the file is called
 */
record DprintOptions(String section) implements Options {

  private static final List<String> FILES =
      List.of("dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc");

  /** What dprint calls global configuration; the rest of the file is for its command line. */
  private static final List<String> GLOBAL = List.of("lineWidth", "useTabs", "indentWidth");

  /** What sections may hold that the command line takes out before a plugin sees it. */
  private static final List<String> NOT_FOR_PLUGINS = List.of("associations", "locked");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Override
  public Set<String> files() {
    return Set.copyOf(FILES);
  }

  @Override
  public ObjectNode of(SourceFile source) throws Unfixable {
    ObjectNode options = MAPPER.createObjectNode();
    ObjectNode global = options.putObject("global");
    ObjectNode plugin = options.putObject("plugin");
    for (String file : FILES) {
      Optional<JsonNode> found = Options.read(source.root().resolve(file), MAPPER);
      if (found.isPresent()) {
        copy(found.get(), global, plugin, file);
        break;
      }
    }
    // How lines end is not for formatters to change; texts come with \n and get their own endings
    // back.
    plugin.put("newLineKind", "lf");
    return options;
  }

  private void copy(JsonNode config, ObjectNode global, ObjectNode plugin, String file)
      throws Unfixable {
    if (config.has("extends")) {
      throw new Unfixable(file + " extends another configuration, which is not read here");
    }
    for (String key : GLOBAL) {
      if (config.has(key)) {
        global.set(key, config.path(key));
      }
    }
    if (config.path(section) instanceof ObjectNode own) {
      plugin.setAll(own);
      plugin.remove(NOT_FOR_PLUGINS);
    }
  }
}
