package dev.pawl.builtin;

import dev.pawl.language.Language;
import dev.pawl.target.ConfigurationRule;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.tool.Tool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks the languages and the names of tools in the formatters of a configuration. */
@Component
class FormatterConfigurationRule implements ConfigurationRule {

  private static final JsonPointer FORMATTERS = JsonPointer.compile("/formatters");

  private final Set<String> languages =
      Arrays.stream(Language.values())
          .map(Language::key)
          .collect(Collectors.toCollection(TreeSet::new));
  private final Set<String> tools;

  FormatterConfigurationRule(List<Tool> tools) {
    this.tools = tools.stream().map(Tool::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public List<Fault> check(TargetConfig config) {
    ObjectNode document = config.document();
    var faults = new ArrayList<Fault>();
    if (document.at(FORMATTERS) instanceof ObjectNode formatters) {
      formatters.forEachEntry((language, names) -> {
        JsonPointer pointer = FORMATTERS.appendProperty(language);
        if (!languages.contains(language)) {
          faults.add(
              new Fault(
                  pointer.toString(),
                  "is not a known language; the languages are " + String.join(", ", languages)));
        }
        checkNames(names, pointer, faults);
      });
    }
    return faults;
  }

  @Override
  public Map<String, ObjectNode> schemaKeywords() {
    ObjectNode knownLanguages = JsonMapper.shared().createObjectNode();
    languages.forEach(knownLanguages.withObjectProperty("propertyNames").putArray("enum")::add);
    ObjectNode knownTools = JsonMapper.shared().createObjectNode();
    tools.forEach(knownTools.withObjectProperty("items").putArray("enum")::add);
    return Map.of(FORMATTERS.toString(), knownLanguages, FORMATTERS + "/*", knownTools);
  }

  private void checkNames(JsonNode names, JsonPointer pointer, List<Fault> faults) {
    for (int i = 0; i < names.size(); i++) {
      JsonNode name = names.path(i);
      if (name.isString() && !tools.contains(name.asString())) {
        faults.add(
            new Fault(
                pointer.appendIndex(i).toString(),
                "is not a known tool; the tools are " + String.join(", ", tools)));
      }
    }
  }
}
