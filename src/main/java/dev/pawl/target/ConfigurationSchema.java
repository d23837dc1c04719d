package dev.pawl.target;

import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Generates the JSON Schema of {@code .quality-config.json} from the fields and rules that its reader checks. */
@Component
class ConfigurationSchema {

  private static final String PROPERTIES = "properties";
  private static final String ADDITIONAL_PROPERTIES = "additionalProperties";
  private static final String DESCRIPTION = "description";
  private static final String DEFAULT = "default";

  private final ObjectProvider<ConfigurationRule> rules;

  ConfigurationSchema(ObjectProvider<ConfigurationRule> rules) {
    this.rules = rules;
  }

  /** Returns the schema, with the names of workflow types, languages and tools of this installation. */
  ObjectNode generate() {
    ObjectNode schema = JsonMapper.shared().createObjectNode();
    schema
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("$id", "urn:pawl:schema:quality-config")
        .put("title", "Configuration of a target")
        .put(DESCRIPTION, "The .quality-config.json of a target of Pawl. Every field is optional.")
        .put("type", "object")
        .put(ADDITIONAL_PROPERTIES, false);
    JsonNode defaults = TargetConfig.defaultDocument();
    ConfigurationField.ALL.forEach(field -> add(field, defaults.at(field.pointer()), schema));
    rules
        .orderedStream()
        .map(ConfigurationRule::schemaKeywords)
        .map(Map::entrySet)
        .forEach(keywords ->
            keywords.forEach(
                entry -> TargetConfig.merge(find(schema, entry.getKey()), entry.getValue())));
    return schema;
  }

  private static void add(ConfigurationField field, JsonNode defaultValue, ObjectNode schema) {
    ObjectNode keywords = JsonMapper.shared().createObjectNode();
    keywords.put(DESCRIPTION, field.description());
    keywords.setAll(field.type().keywords().deepCopy());
    if (!defaultValue.isMissingNode()) {
      keywords.set(DEFAULT, defaultValue);
    }
    ObjectNode parent = find(schema, field.parent());
    if (field.name().equals("*")) {
      parent.set(ADDITIONAL_PROPERTIES, keywords);
    } else {
      parent.put(ADDITIONAL_PROPERTIES, false);
      parent.withObjectProperty(PROPERTIES).set(field.name(), keywords);
    }
  }

  /** Returns the schema of the field at a pointer of a configuration. */
  private static ObjectNode find(ObjectNode schema, String pointer) {
    ObjectNode found = schema;
    for (String name : pointer.split("/")) {
      if (!name.isEmpty()) {
        JsonNode next =
            name.equals("*")
                ? found.path(ADDITIONAL_PROPERTIES)
                : found.path(PROPERTIES).path(name);
        if (!(next instanceof ObjectNode object)) {
          throw new IllegalArgumentException("There is no field %s".formatted(pointer));
        }
        found = object;
      }
    }
    return found;
  }
}
