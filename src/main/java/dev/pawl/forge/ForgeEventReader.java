package dev.pawl.forge;

import dev.pawl.forge.ForgeEvent.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads the events of GitHub, GitLab and Gitea. Fields that are not needed are ignored, because forges add new ones. */
@Component
class ForgeEventReader {

  private static final String COMMIT = "[0-9a-f]{40,64}";
  private static final String NO_COMMIT = "0{40,64}";
  private static final int MAX_NAME = 500;

  /** The number of commits from which the list in an event may be incomplete. */
  private static final int MAX_COMMITS = 2048;

  private static final Set<String> PULL_REQUEST_ACTIONS =
      Set.of("opened", "reopened", "synchronize", "synchronized");

  /** The result of reading: an event, or the reason why it is ignored. */
  record Reading(@Nullable ForgeEvent event, String reason) {

    private static Reading ignored(String reason) {
      return new Reading(null, reason);
    }
  }

  /** Returns the id of a delivery, which is the same when the forge sends it again; null if it has none. */
  static @Nullable String deliveryId(
      ForgeProperties.Kind kind, Function<String, @Nullable String> header) {
    List<String> names =
        switch (kind) {
          case GITHUB -> List.of("X-GitHub-Delivery");
          case GITLAB -> List.of("webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID");
          case GITEA -> List.of("X-Gitea-Delivery");
        };
    for (String name : names) {
      String value = header.apply(name);
      if (value != null && value.matches("[\\x21-\\x7e]{1,200}")) {
        return value;
      }
    }
    return null;
  }

  /** Reads an event of a connection. */
  Reading read(
      ForgeProperties.Kind kind, Function<String, @Nullable String> header, JsonNode body) {
    String type =
        switch (kind) {
          case GITHUB -> header.apply("X-GitHub-Event");
          case GITEA -> header.apply("X-Gitea-Event");
          case GITLAB -> header.apply("X-Gitlab-Event");
        };
    return switch (type) {
      case null -> Reading.ignored("the header with the type of the event is missing");
      case "push", "Push Hook" -> readPush(kind, body);
      case "pull_request", "pull_request_sync" -> readPullRequest(body);
      case "Merge Request Hook" -> readMergeRequest(body);
      default ->
          Reading.ignored(
              "events of the type %s start no workflows; those of pushes and pull requests do"
                  .formatted(type.replaceAll("[^A-Za-z0-9_ -]", "?")));
    };
  }

  private static Reading readPush(ForgeProperties.Kind kind, JsonNode body) {
    String ref = body.path("ref").asString("");
    if (!ref.startsWith(Constants.R_HEADS)) {
      return Reading.ignored("only pushes to branches start workflows");
    }
    String commit = body.path("after").asString("");
    if (commit.matches(NO_COMMIT)) {
      return Reading.ignored("the branch was deleted");
    }
    String before = body.path("before").asString("");
    boolean knowsBase =
        before.matches(COMMIT)
            && !before.matches(NO_COMMIT)
            && !body.path("forced").asBoolean(false);
    String branch = ref.substring(Constants.R_HEADS.length());
    return check(
        new ForgeEvent(
            Type.PUSH,
            repository(kind, body),
            branch,
            branch,
            ref,
            commit,
            knowsBase ? before : null,
            null,
            false,
            files(body)));
  }

  private static String repository(ForgeProperties.Kind kind, JsonNode body) {
    return kind == ForgeProperties.Kind.GITLAB
        ? body.at("/project/path_with_namespace").asString("")
        : body.at("/repository/full_name").asString("");
  }

  /** Returns the changed files; null if the event does not contain all commits. */
  private static @Nullable List<String> files(JsonNode body) {
    JsonNode commits = body.path("commits");
    long total =
        body.path("total_commits_count").asLong(body.path("total_commits").asLong(commits.size()));
    if (commits.isEmpty() || commits.size() >= MAX_COMMITS || total > commits.size()) {
      return null;
    }
    var files = new LinkedHashSet<String>();
    for (JsonNode commit : commits) {
      for (String kind : List.of("added", "modified", "removed")) {
        if (!commit.path(kind).isArray()) {
          return null;
        }
        commit.path(kind).valueStream().forEach(file -> files.add(file.asString("")));
      }
    }
    // Such a name exists in no repository, and could not be stored.
    return files.stream().anyMatch(file -> file.indexOf('\0') >= 0) ? null : new ArrayList<>(files);
  }

  private static Reading readPullRequest(JsonNode body) {
    String action = body.path("action").asString("");
    if (!PULL_REQUEST_ACTIONS.contains(action)) {
      return Reading.ignored("only new commits of a pull request start workflows");
    }
    JsonNode pullRequest = body.path("pull_request");
    long number = body.path("number").asLong(pullRequest.path("number").asLong(0));
    String repository = body.at("/repository/full_name").asString("");
    String base = pullRequest.at("/base/ref").asString("");
    return check(
        new ForgeEvent(
            Type.PULL_REQUEST,
            repository,
            base,
            pullRequest.at("/head/ref").asString(""),
            "refs/pull/" + number + "/head",
            pullRequest.at("/head/sha").asString(""),
            base,
            number,
            !pullRequest.at("/head/repo/full_name").asString("").equalsIgnoreCase(repository),
            null));
  }

  private static Reading readMergeRequest(JsonNode body) {
    JsonNode request = body.path("object_attributes");
    String action = request.path("action").asString("").toLowerCase(Locale.ROOT);
    boolean newCommits = action.equals("update") && request.hasNonNull("oldrev");
    if (!newCommits && !action.equals("open") && !action.equals("reopen")) {
      return Reading.ignored("only new commits of a merge request start workflows");
    }
    long number = request.path("iid").asLong(0);
    String base = request.path("target_branch").asString("");
    return check(
        new ForgeEvent(
            Type.PULL_REQUEST,
            body.at("/project/path_with_namespace").asString(""),
            base,
            request.path("source_branch").asString(""),
            "refs/merge-requests/" + number + "/head",
            request.at("/last_commit/id").asString(""),
            base,
            number,
            request.path("source_project_id").asLong(-1)
                != request.path("target_project_id").asLong(-2),
            null));
  }

  private static Reading check(ForgeEvent event) {
    boolean complete =
        event.commit().matches(COMMIT)
            && isName(event.repository())
            && isName(event.branch())
            && isName(event.head())
            && (event.pullRequest() == null || event.pullRequest() > 0);
    return complete
        ? new Reading(event, "")
        : Reading.ignored("the repository, the branch or the commit is missing");
  }

  private static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= MAX_NAME && text.matches("[^\\p{Cntrl}\\s]+");
  }
}
