package dev.pawl.security;

import dev.pawl.project.Projects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Pages show who has signed in. */
@ControllerAdvice(annotations = Controller.class)
class CallerOnPages {

  private final Callers callers;
  private final Projects projects;

  CallerOnPages(Callers callers, Projects projects) {
    this.callers = callers;
    this.projects = projects;
  }

  /** For which project alone they have; absent when they see everything. */
  @ModelAttribute("project")
  @Nullable String project() {
    return projects.currentName().orElse(null);
  }

  @ModelAttribute("caller")
  @Nullable String caller() {
    String name = callers.current();
    return name.equals(Callers.ANYBODY) || name.equals(Callers.NOBODY) ? null : name;
  }
}
