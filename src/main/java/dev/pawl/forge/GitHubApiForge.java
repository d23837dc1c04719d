package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.forge.ForgeProperties.Kind;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Sends the requests that GitHub and Gitea have in common, because Gitea follows the API of GitHub. */
abstract class GitHubApiForge implements Forge {

  private final Kind kind;
  private final int maxDescription;
  private final ForgeClient client;

  /**
   * Creates a forge.
   *
   * @param maxDescription the number of characters that the description of a status may have
   */
  GitHubApiForge(Kind kind, int maxDescription, ForgeClient client) {
    this.kind = kind;
    this.maxDescription = maxDescription;
    this.client = client;
  }

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record StatusRequest(
      String state, String context, String description, @Nullable String targetUrl) {}

  private record CommentRequest(String body) {}

  private record NewPullRequest(String title, String head, String base, String body) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record PullRequest(@Nullable String number, @Nullable String htmlUrl) {}

  /** A comment on an issue or pull request. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Comment(
      @Nullable String id,
      @Nullable String htmlUrl,
      @Nullable String body,
      @Nullable ForgeUser user,
      @Nullable ForgeUser performedViaGithubApp) {

    boolean startsWith(String marker) {
      return body != null && body.startsWith(marker);
    }

    @Nullable String userId() {
      return user == null ? null : user.id();
    }

    RemoteObject toRemoteObject() {
      return new RemoteObject(id, htmlUrl);
    }
  }

  /** A file that a pull request changes. */
  record ChangedFile(String filename) {}

  static String path(String repository) {
    return "/repos/" + ForgeClient.encodePath(repository);
  }

  static String comments(String repository, long pullRequest) {
    return path(repository) + "/issues/" + pullRequest + "/comments";
  }

  /** Returns whether a failure means that there is a pull request for the branch already. */
  abstract boolean isDuplicate(ForgeException failure);

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    var body =
        new StatusRequest(
            status.state().name().toLowerCase(Locale.ROOT),
            status.context(),
            status.description(maxDescription),
            status.url());
    String statuses = path(repository) + "/statuses/" + commit;
    client.send(connection, repository, "POST", statuses, body);
    return RemoteObject.UNKNOWN;
  }

  @Override
  public RemoteObject createComment(
      ForgeConnection connection, String repository, long pullRequest, String body)
      throws ForgeException {
    return client
        .send(
            connection,
            repository,
            "POST",
            comments(repository, pullRequest),
            new CommentRequest(body),
            Comment.class)
        .toRemoteObject();
  }

  @Override
  public Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, long pullRequest, String id, String body)
      throws ForgeException {
    String comment = path(repository) + "/issues/comments/" + ForgeClient.encode(id);
    return client
        .change(connection, repository, "PATCH", comment, new CommentRequest(body), Comment.class)
        .map(Comment::toRemoteObject);
  }

  @Override
  public RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException {
    var body = new NewPullRequest(draft.title(), draft.head(), draft.base(), draft.body());
    try {
      PullRequest created =
          client.send(
              connection, repository, "POST", path(repository) + "/pulls", body, PullRequest.class);
      return new RemoteObject(created.number(), created.htmlUrl());
    } catch (ForgeException e) {
      if (isDuplicate(e)) {
        return RemoteObject.UNKNOWN;
      }
      throw e;
    }
  }
}
