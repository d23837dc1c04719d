package dev.pawl.recovery;

import dev.pawl.command.RetrySettings;
import java.time.Duration;

/** The action that follows a failure. */
public sealed interface RecoveryAction {

  /** Returns the strategy that the action implements. */
  RecoveryStrategy strategy();

  /** Retries the step after a back-off, with other settings. */
  record Retry(RecoveryStrategy strategy, Duration backoff, RetrySettings settings)
      implements RecoveryAction {}

  /** Rolls back and restarts the whole workflow. */
  record RestartWorkflow() implements RecoveryAction {

    @Override
    public RecoveryStrategy strategy() {
      return RecoveryStrategy.ROLLBACK_AND_RESTART;
    }
  }

  /** Stops automatic recovery: manual intervention is needed. */
  record GiveUp() implements RecoveryAction {

    @Override
    public RecoveryStrategy strategy() {
      return RecoveryStrategy.MANUAL_INTERVENTION;
    }
  }
}
