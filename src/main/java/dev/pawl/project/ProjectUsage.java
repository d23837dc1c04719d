package dev.pawl.project;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the workflows of projects; implemented by the module that stores workflows. */
public interface ProjectUsage {

  /** The workflows of a project that were submitted after some time. */
  interface RecentWorkflows {

    /** Returns the number of the workflows. */
    long getSubmitted();

    /** Returns the time at which the oldest of them was submitted; absent when there are none. */
    @Nullable Instant getOldest();
  }

  /** The workflows of a project that wait for their start. */
  interface WaitingWorkflows {

    /** Returns the name of the project; empty for workflows without one. */
    String getProject();

    /** Returns the number of the workflows. */
    long getNumber();
  }

  /** Returns the name of the project that owns a workflow; empty if no project does. */
  Optional<String> findProjectOf(String workflow);

  /** Returns the number of workflows that have not ended. */
  long countOpenWorkflows(String project);

  /** Counts the workflows that wait for their start, by project. */
  List<WaitingWorkflows> countWaitingWorkflows();

  /** Counts the workflows that were submitted after a time. */
  RecentWorkflows findSubmittedAfter(String project, Instant since);
}
