package dev.pawl.engine.pipeline;

import dev.pawl.workflow.WorkflowExecutionService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Reports and measures while an attempt waits for a resource before it can run. */
final class WaitReporter {

  private final WorkflowExecutionService executionService;
  private final AttemptContext attempt;
  private final Clock clock;
  private boolean waiting;
  private Instant startedAt = Instant.MIN;

  WaitReporter(WorkflowExecutionService executionService, AttemptContext attempt, Clock clock) {
    this.executionService = executionService;
    this.attempt = attempt;
    this.clock = clock;
  }

  /** Records that the attempt waits. */
  void waitStarted(String resource) {
    executionService.markWaiting(attempt.activeClaim().claim(), attempt.step().name(), resource);
    startedAt = waiting ? startedAt : clock.instant();
    waiting = true;
  }

  /** Records that the wait is over, if the attempt waited. */
  void waitEnded() {
    if (waiting) {
      Duration waited = Duration.between(startedAt, clock.instant());
      executionService.clearWaiting(attempt.activeClaim().claim(), attempt.step().name(), waited);
      attempt.addWaitTime(waited);
      waiting = false;
    }
  }
}
