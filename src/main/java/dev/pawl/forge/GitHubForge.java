package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.forge.CommitStatus.Annotation;
import dev.pawl.forge.ForgeProperties.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * GitHub and GitHub Enterprise Server. An app reports check runs with annotations; a token can only set commit statuses.
 */
@Component
class GitHubForge extends GitHubApiForge {

  private static final int MAX_DESCRIPTION = 140;
  private static final int MAX_ANNOTATIONS = 50;
  private static final int MAX_SUMMARY = 65_535;
  private static final int MAX_FILES = 3000;
  private static final int UNPROCESSABLE = 422;

  private final ForgeClient client;

  GitHubForge(ForgeClient client) {
    super(Kind.GITHUB, MAX_DESCRIPTION, client);
    this.client = client;
  }

  /**
   * A check run to create or update.
   *
   * @param headSha the commit; null for an update
   * @param conclusion null while the workflow has not ended
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record CheckRunRequest(
      String name,
      @Nullable String headSha,
      String status,
      @Nullable String conclusion,
      @Nullable String detailsUrl,
      CheckRunOutput output) {}

  private record CheckRunOutput(
      String title,
      String summary,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<CheckRunAnnotation> annotations) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record CheckRunAnnotation(
      String path,
      int startLine,
      int endLine,
      String annotationLevel,
      String title,
      String message) {

    static CheckRunAnnotation of(Annotation annotation) {
      return new CheckRunAnnotation(
          annotation.path(),
          annotation.line(),
          annotation.endLine(),
          annotation.level(),
          annotation.title(),
          annotation.message());
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record CheckRun(@Nullable String id, @Nullable String htmlUrl) {}

  @Override
  public RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    return connection.settings().appId() == null
        ? super.setStatus(connection, repository, commit, status, id)
        : setCheckRun(connection, repository, commit, status, id);
  }

  /** Creates or updates a check run. All annotations are sent with its end, because they cannot be replaced. */
  private RemoteObject setCheckRun(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException {
    boolean pending = status.state() == CommitStatus.State.PENDING;
    var body =
        new CheckRunRequest(
            status.context(),
            id == null ? commit : null,
            pending ? "in_progress" : "completed",
            pending ? null : conclusion(status.state()),
            status.url(),
            output(status));
    String checkRuns = path(repository) + "/check-runs";
    CheckRun checkRun =
        id == null
            ? client.send(connection, repository, "POST", checkRuns, body, CheckRun.class)
            : client.send(
                connection, repository, "PATCH", checkRuns + "/" + id, body, CheckRun.class);
    return new RemoteObject(checkRun.id(), checkRun.htmlUrl());
  }

  private static String conclusion(CommitStatus.State state) {
    return switch (state) {
      case SUCCESS -> "success";
      case FAILURE -> "failure";
      case PENDING, ERROR -> "cancelled";
    };
  }

  private static CheckRunOutput output(CommitStatus status) {
    String summary = status.summary() == null ? status.description() : status.summary();
    return new CheckRunOutput(
        status.description(),
        summary.substring(0, Math.min(MAX_SUMMARY, summary.length())),
        status.annotations().stream().limit(MAX_ANNOTATIONS).map(CheckRunAnnotation::of).toList());
  }

  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<Comment> marked =
        client.list(
            connection,
            repository,
            comments(repository, pullRequest),
            Comment.class,
            comment -> comment.startsWith(marker));
    String appId = connection.settings().appId();
    // A token of an app has no user.
    Optional<Comment> own =
        appId == null
            ? client.findOwn(connection, repository, marked, Comment::userId)
            : marked.stream().filter(comment -> isOfApp(comment, appId)).findFirst();
    return own.map(Comment::toRemoteObject);
  }

  private static boolean isOfApp(Comment comment, String appId) {
    ForgeUser app = comment.performedViaGithubApp();
    return app != null && appId.equals(app.id());
  }

  @Override
  boolean isDuplicate(ForgeException failure) {
    return failure.hasStatus(UNPROCESSABLE)
        && String.valueOf(failure.getMessage()).contains("already exists");
  }

  @Override
  public Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException {
    String files = path(repository) + "/pulls/" + pullRequest + "/files";
    List<String> names =
        client.list(connection, repository, files, ChangedFile.class, file -> true).stream()
            .map(ChangedFile::filename)
            .toList();
    return names.size() >= MAX_FILES ? Optional.empty() : Optional.of(names);
  }
}
