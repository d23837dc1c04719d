package dev.pawl.project;

import java.util.Map;

/** Projects without a server around them, for tests. */
public final class ProjectsOf {

  private ProjectsOf() {}

  /** There are none, and everything is done for nobody's. */
  public static Projects none() {
    return new Projects(new ProjectProperties(Map.of()));
  }
}
