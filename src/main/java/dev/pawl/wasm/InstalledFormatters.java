package dev.pawl.wasm;

import dev.pawl.node.NodeTools;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Reports the installed WebAssembly formatters of this node, by name and language: {@code dprint markdown}. */
@Component
final class InstalledFormatters implements NodeTools {

  private final List<WasmFormatter> formatters;

  InstalledFormatters(List<WasmFormatter> formatters) {
    this.formatters = List.copyOf(formatters);
  }

  @Override
  public Optional<Map<String, String>> versions() {
    var versions = new TreeMap<String, String>();
    formatters.stream()
        .filter(WasmFormatter::isInstalled)
        .forEach(formatter ->
            formatter
                .formattedLanguages()
                .forEach(language ->
                    versions.put(formatter.name() + " " + language.key(), formatter.version())));
    return Optional.of(versions);
  }
}
