package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A push, or a change of the commits of a pull request, in the terms that all forges have in common.
 *
 * @param repository the full name of the repository that receives the commits
 * @param branch the branch that was pushed to, or into which the pull request is to be merged
 * @param head the branch with the commits
 * @param ref the ref in the repository that leads to the commit
 * @param base the commit before the push, or the base branch of the pull request; null if there is none
 * @param pullRequest the number of the pull request; null for a push
 * @param fork whether the commits come from another repository
 * @param files the files that the push changes; null if they are not completely known
 */
record ForgeEvent(
    Type type,
    String repository,
    String branch,
    String head,
    String ref,
    String commit,
    @Nullable String base,
    @Nullable Long pullRequest,
    boolean fork,
    @Nullable List<String> files) {

  /** The type of an event that a trigger can name. */
  @Schema(name = "TriggerEvent")
  enum Type {
    PUSH,
    PULL_REQUEST;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns what a newer event supersedes: the branch of a push, or the pull request. */
  String line() {
    return pullRequest == null ? "branch " + branch : "pull request " + pullRequest;
  }
}
