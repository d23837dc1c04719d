package dev.pawl.finding;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the workflows that have findings. The module of workflows implements it. */
public interface ExaminedWorkflows {

  /** Returns the workflow with an id. */
  Optional<ExaminedWorkflow> findExamined(UUID id);

  /** Returns the workflow with a name. */
  Optional<ExaminedWorkflow> findExamined(String name);

  /**
   * Returns the steps of the last workflows on a target.
   *
   * @param target the name of the target
   * @param project the project of the workflows; all projects if absent
   */
  List<UUID> findRecentSteps(String target, @Nullable String project);
}
