package dev.pawl.target;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Serves the JSON Schema of configurations of targets, which editors read without authentication. */
@RestController
class ConfigurationSchemaController {

  private final ConfigurationSchema schema;

  ConfigurationSchemaController(ConfigurationSchema schema) {
    this.schema = schema;
  }

  /** Returns the schema of {@code .quality-config.json}. */
  @GetMapping(path = "/schemas/quality-config.json", produces = "application/schema+json")
  ObjectNode get() {
    return schema.generate();
  }
}
