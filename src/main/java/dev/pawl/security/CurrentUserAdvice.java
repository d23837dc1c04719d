package dev.pawl.security;

import dev.pawl.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Adds the signed-in caller and the caller's project to the model of every page. */
@ControllerAdvice(annotations = Controller.class)
class CurrentUserAdvice {

  private final CurrentCaller currentCaller;
  private final ProjectService projects;

  CurrentUserAdvice(CurrentCaller currentCaller, ProjectService projects) {
    this.currentCaller = currentCaller;
    this.projects = projects;
  }

  /** Returns the project that the caller is restricted to; absent when the caller sees all projects. */
  @ModelAttribute("project")
  @Nullable String project() {
    return projects.currentName().orElse(null);
  }

  @ModelAttribute("caller")
  @Nullable String caller() {
    String name = currentCaller.name();
    return name.equals(CurrentCaller.LOCAL_USER) || name.equals(CurrentCaller.ANONYMOUS)
        ? null
        : name;
  }
}
