package dev.pawl.engine.pipeline;

import dev.pawl.workflow.WorkflowExecutionService;

/** Reports while an attempt waits for a resource before it can run. */
final class WaitReporter {

  private final WorkflowExecutionService executionService;
  private final AttemptContext attempt;
  private boolean waiting;

  WaitReporter(WorkflowExecutionService executionService, AttemptContext attempt) {
    this.executionService = executionService;
    this.attempt = attempt;
  }

  /** Records that the attempt waits. */
  void waitStarted(String resource) {
    executionService.markWaiting(attempt.activeClaim().claim(), attempt.step().name(), resource);
    waiting = true;
  }

  /** Records that the wait is over, if the attempt waited. */
  void waitEnded() {
    if (waiting) {
      executionService.clearWaiting(attempt.activeClaim().claim(), attempt.step().name());
      waiting = false;
    }
  }
}
