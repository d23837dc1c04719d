package dev.pawl.security;

import dev.pawl.project.Projects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Adds the signed-in caller and the caller's project to the model of every page. */
@ControllerAdvice(annotations = Controller.class)
class CallerOnPages {

  private final Callers callers;
  private final Projects projects;

  CallerOnPages(Callers callers, Projects projects) {
    this.callers = callers;
    this.projects = projects;
  }

  /** Returns the project that the caller is restricted to; absent when the caller sees all projects. */
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
