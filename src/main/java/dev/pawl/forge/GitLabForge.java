package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.forge.ForgeProperties.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** GitLab. Its annotations (Code Quality) come from artifacts of pipelines, so that a token cannot send them. */
@Component
class GitLabForge implements Forge {

  private static final int MAX_DESCRIPTION = 255;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;

  private final ForgeClient client;

  GitLabForge(ForgeClient client) {
    this.client = client;
  }

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record GitLabStatus(
      String state, String name, String description, @Nullable String targetUrl) {}

  private record NoteRequest(String body) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record NewMergeRequest(
      String title, String sourceBranch, String targetBranch, String description) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record MergeRequest(@Nullable String iid, @Nullable String webUrl) {}

  /** A note on a merge request; GitLab returns no URL of it. */
  private record Note(@Nullable String id, @Nullable String body, @Nullable ForgeUser author) {

    @Nullable String authorId() {
      return author == null ? null : author.id();
    }

    RemoteObject toRemoteObject() {
      return new RemoteObject(id, null);
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Diff(String newPath) {}

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
    var body =
        new GitLabStatus(
            state(status.state()),
            status.context(),
            status.description(MAX_DESCRIPTION),
            status.url());
    String statuses = path(repository) + "/statuses/" + commit;
    try {
      client.send(connection, repository, "POST", statuses, body);
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
    return client
        .send(
            connection,
            repository,
            "POST",
            notes(repository, pullRequest),
            new NoteRequest(body),
            Note.class)
        .toRemoteObject();
  }

  @Override
  public Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, long pullRequest, String id, String body)
      throws ForgeException {
    String note = notes(repository, pullRequest) + "/" + ForgeClient.encode(id);
    return client
        .change(connection, repository, "PUT", note, new NoteRequest(body), Note.class)
        .map(Note::toRemoteObject);
  }

  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<Note> marked =
        client.list(
            connection,
            repository,
            notes(repository, pullRequest),
            Note.class,
            note -> note.body() != null && note.body().startsWith(marker));
    return client.findOwn(connection, repository, marked, Note::authorId).map(Note::toRemoteObject);
  }

  @Override
  public RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException {
    var body = new NewMergeRequest(draft.title(), draft.head(), draft.base(), draft.body());
    String mergeRequests = path(repository) + "/merge_requests";
    try {
      MergeRequest created =
          client.send(connection, repository, "POST", mergeRequests, body, MergeRequest.class);
      return new RemoteObject(created.iid(), created.webUrl());
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
        client.list(connection, repository, diffs, Diff.class, file -> true).stream()
            .map(Diff::newPath)
            .toList());
  }
}
