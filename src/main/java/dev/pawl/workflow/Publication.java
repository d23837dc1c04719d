package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.command.CommandResult;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a workflow published to its target.
 *
 * @param files the number of files that differ from the snapshot
 * @param branch the branch with the result; absent unless the target is a git repository that received it
 * @param commit the commit on that branch
 * @param tree the git tree that was published; absent if it is the whole result
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Publication")
public record Publication(
    long files, @Nullable String branch, @Nullable String commit, @Nullable String tree) {

  static Publication of(CommandResult outcome) {
    long files = outcome.metrics().getOrDefault("files_published", 0L);
    return new Publication(
        files,
        outcome.facts().get("branch"),
        outcome.facts().get("commit"),
        outcome.facts().get("tree"));
  }

  /** Returns a copy of which some files were rolled back. */
  Publication withTree(String newTree) {
    return new Publication(files, branch, commit, newTree);
  }

  /** Returns whether there are changes that can be rolled back. */
  boolean canRollBack(boolean gitTarget) {
    return files > 0 && (!gitTarget || commit != null);
  }
}
