package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** GitLab. Its annotations (Code Quality) come from artifacts of pipelines, so that a token cannot send them. */
@Component
class GitLabForge implements Forge {

  private static final int MAX_DESCRIPTION = 255;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final ForgeClient client;

  GitLabForge(ForgeClient client) {
    this.client = client;
  }

  @Override
  public Kind kind() {
    return Kind.GITLAB;
  }

  private static String path(String repository) {
    return "/projects/" + ForgeClient.encode(repository);
  }

  @Override
  public RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    var body = new LinkedHashMap<String, Object>();
    body.put("state", state(status.state()));
    body.put("name", status.context());
    body.put("description", status.description(MAX_DESCRIPTION));
    if (status.url() != null) {
      body.put("target_url", status.url());
    }
    try {
      client.send(connection, repository, "POST", path(repository) + "/statuses/" + commit, body);
    } catch (ForgeException e) {
      // GitLab rejects a status that the commit already has.
      if (!e.hasStatus(BAD_REQUEST)
          || !String.valueOf(e.getMessage()).contains("Cannot transition status")) {
        throw e;
      }
    }
    return RemoteObject.UNKNOWN;
  }

  private static String state(CommitStatus.State state) {
    return switch (state) {
      case PENDING -> "pending";
      case SUCCESS -> "success";
      case FAILURE -> "failed";
      case ERROR -> "canceled";
    };
  }

  private static String notes(String repository, long mergeRequest) {
    return path(repository) + "/merge_requests/" + mergeRequest + "/notes";
  }

  @Override
  public RemoteObject createComment(
      ForgeConnection connection, String repository, long pullRequest, String body)
      throws ForgeException {
    return RemoteObject.of(
        client.send(
            connection, repository, "POST", notes(repository, pullRequest), Map.of("body", body)),
        "id",
        "");
  }

  @Override
  public Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, long pullRequest, String id, String body)
      throws ForgeException {
    String note = notes(repository, pullRequest) + "/" + ForgeClient.encode(id);
    try {
      return Optional.of(
          RemoteObject.of(
              client.send(connection, repository, "PUT", note, Map.of("body", body)), "id", ""));
    } catch (ForgeException e) {
      if (e.hasStatus(NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<JsonNode> marked =
        client.list(
            connection,
            repository,
            notes(repository, pullRequest),
            note -> note.path("body").asString("").startsWith(marker));
    return client.findOwn(connection, repository, marked, "/author/id", "");
  }

  @Override
  public RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException {
    var body =
        Map.of(
            "title", draft.title(),
            "source_branch", draft.head(),
            "target_branch", draft.base(),
            "description", draft.body());
    try {
      return RemoteObject.of(
          client.send(connection, repository, "POST", path(repository) + "/merge_requests", body),
          "iid",
          "web_url");
    } catch (ForgeException e) {
      if (e.hasStatus(CONFLICT)) {
        return RemoteObject.UNKNOWN;
      }
      throw e;
    }
  }

  @Override
  public Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException {
    String diffs = path(repository) + "/merge_requests/" + pullRequest + "/diffs";
    return Optional.of(
        client.list(connection, repository, diffs, file -> true).stream()
            .map(file -> file.path("new_path").asString(""))
            .toList());
  }
}
