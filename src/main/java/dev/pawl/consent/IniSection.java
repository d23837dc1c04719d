package dev.pawl.consent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The values of one section of an INI file, by their names. */
record IniSection(Map<String, String> values) {

  /** Reads the first section with one of these names; indented lines continue a value. */
  static IniSection read(String text, String... names) {
    Set<String> wanted = Set.of(names);
    var values = new HashMap<String, String>();
    boolean inside = false;
    String current = "";
    for (String line : text.lines().toList()) {
      String stripped = line.strip();
      if (stripped.startsWith("[") && stripped.endsWith("]")) {
        inside = wanted.contains(stripped.substring(1, stripped.length() - 1));
      } else if (inside && !stripped.isEmpty() && !stripped.startsWith("#")) {
        int separator = stripped.indexOf('=');
        boolean continues = Character.isWhitespace(line.charAt(0)) && !current.isEmpty();
        if (continues) {
          values.merge(current, stripped, (before, added) -> before + "\n" + added);
        } else if (separator > 0) {
          current = stripped.substring(0, separator).strip();
          values.put(current, stripped.substring(separator + 1).strip());
        }
      }
    }
    return new IniSection(values);
  }

  /** Returns a value that lists words, separated by commas or line ends. */
  Optional<List<String>> list(String name) {
    return Optional.ofNullable(values.get(name))
        .map(value ->
            Stream.of(value.split("[,\n]")).map(String::strip).filter(w -> !w.isEmpty()).toList());
  }
}
