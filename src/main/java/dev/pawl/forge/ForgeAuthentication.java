package dev.pawl.forge;

import dev.pawl.credential.CredentialService;
import dev.pawl.credential.GitCredential;
import dev.pawl.credential.GitCredential.SshKey;
import dev.pawl.credential.GitCredential.Token;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Returns the headers with which requests to a forge are authenticated. */
@Component
class ForgeAuthentication {

  private final CredentialService credentials;
  private final GitHubApps apps;

  ForgeAuthentication(CredentialService credentials, GitHubApps apps) {
    this.credentials = credentials;
    this.apps = apps;
  }

  /**
   * Returns the headers of a request.
   *
   * @throws ForgeException if the credential is missing or of the wrong kind, or the forge grants no access
   */
  Map<String, String> headers(ForgeConnection connection, String repository) throws ForgeException {
    String name = connection.settings().credential();
    GitCredential credential = name == null ? null : credentials.findByName(name).orElse(null);
    String appId = connection.settings().appId();
    if (appId != null && credential instanceof SshKey key) {
      return GitHubApps.headers(apps.token(connection, appId, key, repository));
    }
    if (appId == null && credential instanceof Token token) {
      return headers(connection.kind(), token.token());
    }
    throw new ForgeException(
        "connection %s requires exactly one stored credential named %s with %s"
            .formatted(connection, name, appId == null ? "a token" : "the private key of the app"));
  }

  private static Map<String, String> headers(ForgeProperties.Kind kind, String token) {
    return switch (kind) {
      case GITHUB -> GitHubApps.headers(token);
      case GITLAB -> Map.of("PRIVATE-TOKEN", token, "Accept", "application/json");
      case GITEA -> Map.of("Authorization", "token " + token, "Accept", "application/json");
    };
  }
}
