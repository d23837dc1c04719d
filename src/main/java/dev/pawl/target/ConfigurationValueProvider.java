package dev.pawl.target;

import java.io.IOException;
import java.util.Map;

/** Finds values that apply to a target although its {@code .quality-config.json} does not contain them. */
public interface ConfigurationValueProvider {

  /**
   * Returns the values with their sources, by the JSON pointer of their field. Those that the operator sets take precedence
   * over them.
   */
  Map<String, ConfigurationSource> values(Target target) throws IOException;
}
