package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A rule for values of a {@code .quality-config.json} that only a higher module knows, such as names of tools. */
public interface ConfigurationRule {

  /** Returns the errors of a configuration; fields of a wrong type are not reported again. */
  List<Fault> check(ObjectNode document);
}
