package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A rule for values of a {@code .quality-config.json} that only a higher module knows, such as names of tools. */
public interface ConfigurationRule {

  /** Returns the errors of a configuration; fields of a wrong type are not reported again. */
  List<Fault> check(TargetConfig config);

  /**
   * Returns the keywords with which a JSON Schema expresses the rule, by the pointer of the field that they belong to. They
   * are added to those of the field itself; a star stands for all fields of an object.
   */
  default Map<String, ObjectNode> schemaKeywords() {
    return Map.of();
  }
}
