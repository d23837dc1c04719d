package dev.pawl.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The selection of the next step. */
sealed interface NextStep {

  /** A step that can start now. */
  record Ready(Step step) implements NextStep {}

  /**
   * No step can start now.
   *
   * @param until the time when the next backoff ends; absent when a running step must end first
   */
  record Blocked(@Nullable Instant until) implements NextStep {}

  /** No step is pending or running. */
  record Done() implements NextStep {}
}
