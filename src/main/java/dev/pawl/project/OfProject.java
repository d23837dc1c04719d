package dev.pawl.project;

import org.springframework.security.core.GrantedAuthority;

/** What keeps a caller to one project: who has it sees and reaches less, never more. */
public record OfProject(String project) implements GrantedAuthority {

  private static final long serialVersionUID = 1;

  /** An empty name, as a claim may have it, is one that no project has. */
  public OfProject {
    project = project.isBlank() ? "?" : project;
  }

  @Override
  public String getAuthority() {
    return "pawl.project." + project;
  }
}
