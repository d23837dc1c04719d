package dev.pawl.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whose turn it is. */
sealed interface Turn {

  /** This step can start now. */
  record Start(Step step) implements Turn {}

  /**
   * Nothing can start now.
   *
   * @param until when something can at the latest; absent when it depends on a step that runs
   */
  record Later(@Nullable Instant until) implements Turn {}

  /** Nothing is left to start, and nothing runs. */
  record Over() implements Turn {}
}
