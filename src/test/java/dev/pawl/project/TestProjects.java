package dev.pawl.project;

import java.util.Map;

/** Creates a project service for tests without a server. */
public final class TestProjects {

  private TestProjects() {}

  /** Returns a service without projects. */
  public static ProjectService none() {
    return new ProjectService(new ProjectProperties(Map.of()));
  }
}
