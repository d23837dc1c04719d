package dev.pawl.submission;

import dev.pawl.builtin.FormatPreview;
import dev.pawl.project.Project;
import dev.pawl.project.ProjectService;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    List<ValidationError> errors = RequestedFormatters.check(formatters, known);
    if (!errors.isEmpty()) {
      throw new InvalidConfigurationPropertyValueException(
          "pawl.projects.%s.formatters".formatted(project),
          formatters,
          errors.stream()
              .map(error -> error.pointer() + " " + error.detail())
              .collect(Collectors.joining("; ")));
    }
  }
}
