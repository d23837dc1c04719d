package dev.pawl.finding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target in a project. Decisions about a target that belong to no project apply to its workflows in all projects.
 *
 * @param name the name of the target
 * @param project the project; empty without one
 */
record TargetKey(String name, String project) {

  static TargetKey of(String name, @Nullable String project) {
    return new TargetKey(name, project == null ? "" : project);
  }

  static TargetKey of(ExaminedWorkflow workflow) {
    return of(workflow.target().name(), workflow.project());
  }

  /** Returns the projects whose decisions apply, the most specific one first. */
  List<String> applicableProjects() {
    return project.isEmpty() ? List.of("") : List.of(project, "");
  }
}
