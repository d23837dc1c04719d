package dev.pawl.recovery;

import dev.pawl.command.Conditions;
import java.time.Duration;

/** What follows from a failure, as far as no person is needed. */
public sealed interface Remedy {

  /** Which strategy it carries out. */
  Strategy strategy();

  /** The step is tried again, after a pause and under other conditions. */
  record Again(Strategy strategy, Duration pause, Conditions conditions) implements Remedy {}

  /** The whole workflow starts once more. */
  record Restart() implements Remedy {

    @Override
    public Strategy strategy() {
      return Strategy.ROLLBACK_AND_RESTART;
    }
  }

  /** Nothing is left to try. */
  record Manual() implements Remedy {

    @Override
    public Strategy strategy() {
      return Strategy.MANUAL_INTERVENTION;
    }
  }
}
