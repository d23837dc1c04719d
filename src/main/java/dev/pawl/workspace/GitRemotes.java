package dev.pawl.workspace;

import dev.pawl.credential.Credentials;
import org.springframework.stereotype.Component;

/** The remote repositories of targets, each with what it wants to see. */
@Component
class GitRemotes {

  private final WorkspaceProperties properties;
  private final Credentials credentials;

  GitRemotes(WorkspaceProperties properties, Credentials credentials) {
    this.properties = properties;
    this.credentials = credentials;
  }

  GitRemote of(Target.Git git) {
    return new GitRemote(
        git, new GitAccess(git.url(), properties.git(), credentials.at(git.url()).orElse(null)));
  }
}
