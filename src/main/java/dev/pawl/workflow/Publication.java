package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.command.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow changed outside of its workspace.
 *
 * @param files how many files differ from the snapshot
 * @param branch the branch that holds the result, for repositories that took it
 * @param commit the commit on that branch
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Publication(long files, @Nullable String branch, @Nullable String commit) {

  static Publication of(Outcome outcome) {
    long files = outcome.metrics().getOrDefault("files_published", 0L);
    return new Publication(files, outcome.facts().get("branch"), outcome.facts().get("commit"));
  }

  /** Whether there is anything to take back. */
  boolean lasting(boolean repository) {
    return files > 0 && (!repository || commit != null);
  }
}
