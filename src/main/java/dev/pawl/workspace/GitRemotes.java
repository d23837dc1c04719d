package dev.pawl.workspace;

import dev.pawl.credential.Credentials;
import org.springframework.stereotype.Component;

/** Creates the remote repositories of targets, with the stored credential of each. */
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
