package dev.pawl.recovery;

import dev.pawl.command.Conditions;
import java.time.Duration;

/** The action that follows a failure. */
public sealed interface Remedy {

  /** Returns the strategy that the action implements. */
  Strategy strategy();

  /** Retries the step after a back-off, with other settings. */
  record Again(Strategy strategy, Duration pause, Conditions conditions) implements Remedy {}

  /** Rolls back and restarts the whole workflow. */
  record Restart() implements Remedy {

    @Override
    public Strategy strategy() {
      return Strategy.ROLLBACK_AND_RESTART;
    }
  }

  /** Stops automatic recovery: manual intervention is needed. */
  record Manual() implements Remedy {

    @Override
    public Strategy strategy() {
      return Strategy.MANUAL_INTERVENTION;
    }
  }
}
