package dev.pawl.node;

import java.util.Collection;
import java.util.List;
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

  /** Returns the languages of a tool, by its name in {@link #versions}: by default the one that follows the name. */
  default Collection<String> languagesOf(String name) {
    int space = name.indexOf(' ');
    return space < 0 ? List.of() : List.of(name.substring(space + 1));
  }
}
