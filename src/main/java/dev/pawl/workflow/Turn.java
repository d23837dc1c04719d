package dev.pawl.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The selection of the next step. */
sealed interface Turn {

  /** A step that can start now. */
  record Start(Step step) implements Turn {}

  /**
   * No step can start now.
   *
   * @param until the time when the next backoff ends; absent when a running step must end first
   */
  record Later(@Nullable Instant until) implements Turn {}

  /** No step is pending or running. */
  record Over() implements Turn {}
}
