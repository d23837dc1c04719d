package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Gitea and Forgejo. They show no annotations. */
@Component
class GiteaForge implements Forge {

  private static final int MAX_DESCRIPTION = 255;
  private static final int CONFLICT = 409;
  private static final int PAGE_SIZE = 50;
  private static final int MAX_PAGES = 60;

  private final ForgeClient client;
  private final RepositoryApi api;

  GiteaForge(ForgeClient client, RepositoryApi api) {
    this.client = client;
    this.api = api;
  }

  @Override
  public Kind kind() {
    return Kind.GITEA;
  }

  @Override
  public RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    api.setStatus(connection, repository, commit, status, MAX_DESCRIPTION);
    return RemoteObject.UNKNOWN;
  }

  @Override
  public RemoteObject createComment(
      ForgeConnection connection, String repository, long pullRequest, String body)
      throws ForgeException {
    return api.createComment(connection, repository, pullRequest, body);
  }

  @Override
  public Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, long pullRequest, String id, String body)
      throws ForgeException {
    return api.updateComment(connection, repository, id, body);
  }

  /** Gitea returns all comments of an issue at once. */
  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<JsonNode> marked =
        client
            .send(
                connection,
                repository,
                "GET",
                RepositoryApi.comments(repository, pullRequest),
                null)
            .valueStream()
            .filter(comment -> comment.path("body").asString("").startsWith(marker))
            .toList();
    return client.findOwn(connection, repository, marked, "/user/id", "html_url");
  }

  @Override
  public RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException {
    return api.createPullRequest(
        connection, repository, draft, failure -> failure.hasStatus(CONFLICT));
  }

  @Override
  public Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException {
    var files = new ArrayList<String>();
    for (int page = 1; page <= MAX_PAGES; page++) {
      JsonNode response =
          client.send(
              connection,
              repository,
              "GET",
              "%s/pulls/%d/files?limit=%d&page=%d"
                  .formatted(RepositoryApi.path(repository), pullRequest, PAGE_SIZE, page),
              null);
      response.valueStream().forEach(file -> files.add(file.path("filename").asString("")));
      // The server may have a smaller limit, so that only an empty page is the end.
      if (response.isEmpty()) {
        return Optional.of(files);
      }
    }
    return Optional.empty();
  }
}
