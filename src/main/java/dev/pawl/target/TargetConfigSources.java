package dev.pawl.target;

import dev.pawl.project.ProjectService;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Finds the source of each value of a target's configuration. */
@Component
class TargetConfigSources {

  private static final JsonPointer FORMATTERS = JsonPointer.compile("/formatters");

  private final ObjectProvider<ConfigurationValueProvider> providers;
  private final ProjectService projects;

  TargetConfigSources(
      ObjectProvider<ConfigurationValueProvider> providers, ProjectService projects) {
    this.providers = providers;
    this.projects = projects;
  }

  /** Returns the sources by the JSON pointer of each value: a list, a scalar or an empty object. */
  SortedMap<String, ConfigurationSource> find(Target target, TargetConfig config)
      throws IOException {
    var sources = new TreeMap<String, ConfigurationSource>();
    for (ConfigurationValueProvider provider : providers) {
      sources.putAll(provider.values(target));
    }
    projects
        .current()
        .ifPresent(project ->
            project
                .formatters()
                .forEach((language, names) ->
                    sources.put(
                        FORMATTERS.appendProperty(language).toString(),
                        ConfigurationSource.operator(
                            "pawl.projects.%s.formatters.%s".formatted(project.name(), language),
                            names))));
    add(config.document(), JsonPointer.empty(), config, sources);
    return sources;
  }

  private static void add(
      JsonNode value,
      JsonPointer pointer,
      TargetConfig config,
      SortedMap<String, ConfigurationSource> sources) {
    if (value.isObject() && !value.isEmpty()) {
      value.forEachEntry(
          (name, nested) -> add(nested, pointer.appendProperty(name), config, sources));
      return;
    }
    boolean ofFile = !config.own().at(pointer).isMissingNode();
    sources.put(
        pointer.toString(), ofFile ? ConfigurationSource.OF_FILE : ConfigurationSource.OF_DEFAULTS);
  }

  /** Returns a line for each value, with its source. */
  static String toText(TargetConfig config, SortedMap<String, ConfigurationSource> sources) {
    String values =
        sources.entrySet().stream()
            .map(entry -> {
              ConfigurationSource source = entry.getValue();
              String value =
                  source.value() == null
                      ? config.document().at(entry.getKey()).toString()
                      : source.value().stream()
                          .map(name -> "\"" + name + "\"")
                          .collect(Collectors.joining(",", "[", "]"));
              return "%s = %s (%s)\n".formatted(entry.getKey(), value, source.text());
            })
            .collect(Collectors.joining());
    String faults =
        config.faults().stream()
            .map(fault -> "Error: %s: %s\n".formatted(TargetConfig.FILE_NAME, fault.text()))
            .collect(Collectors.joining());
    return values + faults;
  }
}
