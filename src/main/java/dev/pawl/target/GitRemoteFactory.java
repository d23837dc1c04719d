package dev.pawl.target;

import dev.pawl.credential.CredentialService;
import org.springframework.stereotype.Component;

/** Creates the remote repositories of targets, with the stored credential of each. */
@Component
public class GitRemoteFactory {

  private final WorkspaceProperties properties;
  private final CredentialService credentials;

  public GitRemoteFactory(WorkspaceProperties properties, CredentialService credentials) {
    this.properties = properties;
    this.credentials = credentials;
  }

  public GitRemote create(Target.Git git) {
    return new GitRemote(
        git,
        new GitRemoteCredentials(
            git.url(), properties.git(), credentials.findForUrl(git.url()).orElse(null)));
  }
}
