package dev.pawl.command;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a result that is published, and the branch to which it is pushed.
 *
 * @param schedule the schedule that submitted the workflow and whose branch is updated; absent for a branch of its own
 * @param paths the globs of the changed files that are published; all files when empty
 */
public record PublicationOptions(@Nullable ScheduleRef schedule, List<String> paths) {

  /** Publishes the whole result to a branch of its own. */
  public static final PublicationOptions DEFAULT = new PublicationOptions(null, List.of());

  /** A schedule, by its id and its name, which may change. */
  public record ScheduleRef(UUID id, String name) {}
}
