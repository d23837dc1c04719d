package dev.pawl.node;

import java.util.Map;
import java.util.Optional;

/** Detects the programs that are installed on this node; implemented by the module that runs them. */
@FunctionalInterface
public interface NodeTools {

  /** Returns the versions by the names of the programs; empty until they are known. Returns at once. */
  Optional<Map<String, String>> versions();
}
