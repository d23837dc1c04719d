package dev.pawl.jvm;

import dev.pawl.node.NodeTools;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Reports the installed versions of the formatters that run in the JVM, by name and language: {@code ktfmt kotlin}. */
@Component
final class InstalledJvmFormatters implements NodeTools {

  private final List<JvmFormatter> formatters;

  InstalledJvmFormatters(List<JvmFormatter> formatters) {
    this.formatters = List.copyOf(formatters);
  }

  @Override
  public Optional<Map<String, String>> versions() {
    var versions = new TreeMap<String, String>();
    for (JvmFormatter formatter : formatters) {
      List<String> installed = formatter.versions().list();
      if (!installed.isEmpty()) {
        versions.put(
            formatter.name() + " " + formatter.language().key(), String.join(" ", installed));
      }
    }
    return Optional.of(versions);
  }
}
