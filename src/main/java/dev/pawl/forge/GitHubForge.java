package dev.pawl.forge;

import dev.pawl.forge.CommitStatus.Annotation;
import dev.pawl.forge.ForgeProperties.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * GitHub and GitHub Enterprise Server. An app reports check runs with annotations; a token can only set commit statuses.
 */
@Component
class GitHubForge implements Forge {

  private static final int MAX_DESCRIPTION = 140;
  private static final int MAX_ANNOTATIONS = 50;
  private static final int MAX_SUMMARY = 65_535;
  private static final int MAX_FILES = 3000;
  private static final int UNPROCESSABLE = 422;

  private final ForgeClient client;
  private final RepositoryApi api;

  GitHubForge(ForgeClient client, RepositoryApi api) {
    this.client = client;
    this.api = api;
  }

  @Override
  public Kind kind() {
    return Kind.GITHUB;
  }

  @Override
  public RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    if (connection.settings().appId() != null) {
      return setCheckRun(connection, repository, commit, status, id);
    }
    api.setStatus(connection, repository, commit, status, MAX_DESCRIPTION);
    return RemoteObject.UNKNOWN;
  }

  /** Creates or updates a check run. All annotations are sent with its end, because they cannot be replaced. */
  private RemoteObject setCheckRun(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    var body = new LinkedHashMap<String, Object>();
    body.put("name", status.context());
    boolean pending = status.state() == CommitStatus.State.PENDING;
    body.put("status", pending ? "in_progress" : "completed");
    if (!pending) {
      body.put("conclusion", conclusion(status.state()));
    }
    if (status.url() != null) {
      body.put("details_url", status.url());
    }
    body.put("output", output(status));
    String checkRuns = RepositoryApi.path(repository) + "/check-runs";
    JsonNode response;
    if (id == null) {
      body.put("head_sha", commit);
      response = client.send(connection, repository, "POST", checkRuns, body);
    } else {
      response = client.send(connection, repository, "PATCH", checkRuns + "/" + id, body);
    }
    return RemoteObject.of(response, "id", "html_url");
  }

  private static String conclusion(CommitStatus.State state) {
    return switch (state) {
      case SUCCESS -> "success";
      case FAILURE -> "failure";
      case PENDING, ERROR -> "cancelled";
    };
  }

  private static Map<String, Object> output(CommitStatus status) {
    var output = new LinkedHashMap<String, Object>();
    output.put("title", status.description());
    String summary = status.summary() == null ? status.description() : status.summary();
    output.put("summary", summary.substring(0, Math.min(MAX_SUMMARY, summary.length())));
    if (!status.annotations().isEmpty()) {
      output.put(
          "annotations",
          status.annotations().stream()
              .limit(MAX_ANNOTATIONS)
              .map(GitHubForge::annotation)
              .toList());
    }
    return output;
  }

  private static Map<String, Object> annotation(Annotation annotation) {
    return Map.of(
        "path", annotation.path(),
        "start_line", annotation.line(),
        "end_line", annotation.endLine(),
        "annotation_level", annotation.level(),
        "title", annotation.title(),
        "message", annotation.message());
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

  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<JsonNode> marked =
        client.list(
            connection,
            repository,
            RepositoryApi.comments(repository, pullRequest),
            comment -> comment.path("body").asString("").startsWith(marker));
    String appId = connection.settings().appId();
    if (appId == null) {
      return client.findOwn(connection, repository, marked, "/user/id", "html_url");
    }
    // A token of an app has no user.
    return marked.stream()
        .filter(comment -> comment.at("/performed_via_github_app/id").asString("").equals(appId))
        .map(comment -> RemoteObject.of(comment, "id", "html_url"))
        .findFirst();
  }

  @Override
  public RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException {
    return api.createPullRequest(
        connection,
        repository,
        draft,
        failure ->
            failure.hasStatus(UNPROCESSABLE)
                && String.valueOf(failure.getMessage()).contains("already exists"));
  }

  @Override
  public Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException {
    List<String> files =
        client
            .list(
                connection,
                repository,
                RepositoryApi.path(repository) + "/pulls/" + pullRequest + "/files",
                file -> true)
            .stream()
            .map(file -> file.path("filename").asString(""))
            .toList();
    return files.size() >= MAX_FILES ? Optional.empty() : Optional.of(files);
  }
}
