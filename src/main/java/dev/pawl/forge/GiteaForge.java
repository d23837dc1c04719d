package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Gitea and Forgejo. They show no annotations. */
@Component
class GiteaForge extends GitHubApiForge {

  private static final int MAX_DESCRIPTION = 255;
  private static final int CONFLICT = 409;
  private static final int PAGE_SIZE = 50;
  private static final int MAX_PAGES = 60;

  private final ForgeClient client;

  GiteaForge(ForgeClient client) {
    super(Kind.GITEA, MAX_DESCRIPTION, client);
    this.client = client;
  }

  /** Gitea returns all comments of an issue at once. */
  @Override
  public Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException {
    List<Comment> marked =
        client
            .page(connection, repository, comments(repository, pullRequest), Comment.class)
            .stream()
            .filter(comment -> comment.startsWith(marker))
            .toList();
    return client
        .findOwn(connection, repository, marked, Comment::userId)
        .map(Comment::toRemoteObject);
  }

  @Override
  boolean isDuplicate(ForgeException failure) {
    return failure.hasStatus(CONFLICT);
  }

  @Override
  public Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException {
    var files = new ArrayList<String>();
    for (int page = 1; page <= MAX_PAGES; page++) {
      List<ChangedFile> read =
          client.page(
              connection,
              repository,
              "%s/pulls/%d/files?limit=%d&page=%d"
                  .formatted(path(repository), pullRequest, PAGE_SIZE, page),
              ChangedFile.class);
      read.forEach(file -> files.add(file.filename()));
      // The server may have a smaller limit, so that only an empty page is the end.
      if (read.isEmpty()) {
        return Optional.of(files);
      }
    }
    return Optional.empty();
  }
}
