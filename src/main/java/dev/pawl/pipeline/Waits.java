package dev.pawl.pipeline;

import dev.pawl.workflow.WorkQueue;

/** Reports while an attempt waits for a resource before it can run. */
final class Waits {

  private final WorkQueue queue;
  private final Passage attempt;
  private boolean waiting;

  Waits(WorkQueue queue, Passage attempt) {
    this.queue = queue;
    this.attempt = attempt;
  }

  /** Records that the attempt waits. */
  void begin(String what) {
    queue.waits(attempt.held().claim(), attempt.step().name(), what);
    waiting = true;
  }

  /** Records that the wait is over, if the attempt waited. */
  void end() {
    if (waiting) {
      queue.goesOn(attempt.held().claim(), attempt.step().name());
      waiting = false;
    }
  }
}
