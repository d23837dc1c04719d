package dev.pawl.forge;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** The requests that GitHub and Gitea have in common, because Gitea follows the API of GitHub. */
@Component
class RepositoryApi {

  private static final int NOT_FOUND = 404;

  private final ForgeClient client;

  RepositoryApi(ForgeClient client) {
    this.client = client;
  }

  static String path(String repository) {
    return "/repos/" + ForgeClient.encodePath(repository);
  }

  static String comments(String repository, long pullRequest) {
    return path(repository) + "/issues/" + pullRequest + "/comments";
  }

  void setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      int maxDescription)
      throws ForgeException {
    var body = new LinkedHashMap<String, Object>();
    body.put("state", status.state().name().toLowerCase(Locale.ROOT));
    body.put("context", status.context());
    body.put("description", status.description(maxDescription));
    if (status.url() != null) {
      body.put("target_url", status.url());
    }
    client.send(connection, repository, "POST", path(repository) + "/statuses/" + commit, body);
  }

  RemoteObject createComment(
      ForgeConnection connection, String repository, long pullRequest, String body)
      throws ForgeException {
    return RemoteObject.of(
        client.send(
            connection,
            repository,
            "POST",
            comments(repository, pullRequest),
            Map.of("body", body)),
        "id",
        "html_url");
  }

  Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, String id, String body) throws ForgeException {
    String comment = path(repository) + "/issues/comments/" + ForgeClient.encode(id);
    try {
      return Optional.of(
          RemoteObject.of(
              client.send(connection, repository, "PATCH", comment, Map.of("body", body)),
              "id",
              "html_url"));
    } catch (ForgeException e) {
      if (e.hasStatus(NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Creates a pull request.
   *
   * @param isDuplicate recognizes the failure if there is one for the branch already
   */
  RemoteObject createPullRequest(
      ForgeConnection connection,
      String repository,
      PullRequestDraft draft,
      Predicate<ForgeException> isDuplicate)
      throws ForgeException {
    var body =
        Map.of(
            "title", draft.title(),
            "head", draft.head(),
            "base", draft.base(),
            "body", draft.body());
    try {
      return RemoteObject.of(
          client.send(connection, repository, "POST", path(repository) + "/pulls", body),
          "number",
          "html_url");
    } catch (ForgeException e) {
      if (isDuplicate.test(e)) {
        return RemoteObject.UNKNOWN;
      }
      throw e;
    }
  }
}
