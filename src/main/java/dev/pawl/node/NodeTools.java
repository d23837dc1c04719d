package dev.pawl.node;

import java.util.Map;
import java.util.Optional;

/** Detects the tools that are installed on this node; implemented by the modules that run them. */
@FunctionalInterface
public interface NodeTools {

  /**
   * Returns the versions by the names of the tools, each followed by a language if the versions differ; empty until they
   * are known. Returns at once.
   */
  Optional<Map<String, String>> versions();
}
