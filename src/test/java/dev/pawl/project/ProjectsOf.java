package dev.pawl.project;

import java.util.Map;

/** Creates a project service for tests without a server. */
public final class ProjectsOf {

  private ProjectsOf() {}

  /** Returns a service without projects. */
  public static Projects none() {
    return new Projects(new ProjectProperties(Map.of()));
  }
}
