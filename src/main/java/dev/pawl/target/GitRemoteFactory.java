package dev.pawl.target;

import dev.pawl.credential.CredentialService;
import dev.pawl.network.GitUrl;
import java.io.IOException;
import java.net.URISyntaxException;
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

  /**
   * Creates the remote repository of a target.
   *
   * @throws IOException if its URL is invalid
   */
  public GitRemote create(Target.Git git) throws IOException {
    try {
      return new GitRemote(
          git,
          new GitRemoteCredentials(
              GitUrl.parse(git.url()),
              properties.git(),
              credentials.findForUrl(git.url()).orElse(null)));
    } catch (URISyntaxException e) {
      throw GitRemoteException.permanent(git.url() + " is not a URL: " + e.getReason(), e);
    }
  }
}
