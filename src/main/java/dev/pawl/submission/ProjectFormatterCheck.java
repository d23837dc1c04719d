package dev.pawl.submission;

import dev.pawl.builtin.FormatPreview;
import dev.pawl.project.Project;
import dev.pawl.project.ProjectService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/** Fails the start if a project names a language or a formatter that does not exist. */
@Component
class ProjectFormatterCheck implements SmartInitializingSingleton {

  private final ProjectService projects;
  private final FormatPreview formatPreview;

  ProjectFormatterCheck(ProjectService projects, FormatPreview formatPreview) {
    this.projects = projects;
    this.formatPreview = formatPreview;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (Project project : projects.findAll()) {
      check(project.name(), project.formatters(), formatPreview.formatterNames());
    }
  }

  /**
   * Checks the formatters of one project.
   *
   * @param known the formatters that exist, by language
   */
  static void check(
      String project, Map<String, List<String>> formatters, Map<String, Set<String>> known) {
    String property = "pawl.projects.%s.formatters".formatted(project);
    formatters.forEach((language, names) -> {
      Set<String> accepted = known.get(language);
      if (accepted == null) {
        throw new InvalidConfigurationPropertyValueException(
            property,
            language,
            "it is not a language with formatters; accepted: " + String.join(", ", known.keySet()));
      }
      for (String name : names) {
        if (!accepted.contains(name)) {
          throw new InvalidConfigurationPropertyValueException(
              property + "." + language,
              name,
              "it is not a formatter of the language; accepted: " + String.join(", ", accepted));
        }
      }
    });
  }
}
