package dev.pawl.project;

import org.springframework.security.core.GrantedAuthority;

/** An authority that limits a caller to one project. It restricts access and never extends it. */
public record ProjectAuthority(String project) implements GrantedAuthority {

  private static final long serialVersionUID = 1;

  /** Replaces a blank name, which a token claim may contain, with one that no project can have. */
  public ProjectAuthority {
    project = project.isBlank() ? "?" : project;
  }

  @Override
  public String getAuthority() {
    return "pawl.project." + project;
  }
}
