package dev.pawl.builtin;

import dev.pawl.consent.FormatterConsent;
import dev.pawl.consent.FormatterConsents;
import dev.pawl.language.Language;
import dev.pawl.target.ConfigurationSource;
import dev.pawl.target.ConfigurationValueProvider;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;

/** Finds the formatters that the configuration files of other tools ask for, such as a build file. */
@Component
class FormatterConfigurationValues implements ConfigurationValueProvider {

  private final WorkspaceService workspaces;

  FormatterConfigurationValues(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public Map<String, ConfigurationSource> values(Target target) throws IOException {
    return workspaces
        .preview(target, TargetScope.ALL, FormatterConfigurationValues::read)
        .orElse(Map.of());
  }

  private static Map<String, ConfigurationSource> read(Workspace workspace) throws IOException {
    FormatterConsents consents =
        FormatterConsents.read(new ToolConfigFiles(workspace.files()).files());
    var values = new TreeMap<String, ConfigurationSource>();
    for (Language language : Language.values()) {
      List<FormatterConsent> asked =
          consents.of(language).values().stream().flatMap(Collection::stream).toList();
      if (!asked.isEmpty()) {
        values.put(
            JsonPointer.compile("/formatters").appendProperty(language.key()).toString(),
            ConfigurationSource.file(
                asked.stream()
                    .map(FormatterConsent::source)
                    .distinct()
                    .collect(Collectors.joining(", ")),
                asked.stream().map(FormatterConsent::tool).distinct().toList()));
      }
    }
    return values;
  }
}
