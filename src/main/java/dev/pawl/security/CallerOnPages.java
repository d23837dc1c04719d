package dev.pawl.security;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Pages show who has signed in. */
@ControllerAdvice(annotations = Controller.class)
class CallerOnPages {

  private final Callers callers;

  CallerOnPages(Callers callers) {
    this.callers = callers;
  }

  @ModelAttribute("caller")
  @Nullable String caller() {
    String name = callers.current();
    return name.equals(Callers.ANYBODY) || name.equals(Callers.NOBODY) ? null : name;
  }
}
