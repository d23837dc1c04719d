package dev.pawl.pipeline;

import dev.pawl.workflow.WorkQueue;

/** Tells people while an attempt waits for something before it can work. */
final class Waits {

  private final WorkQueue queue;
  private final Passage attempt;
  private boolean waiting;

  Waits(WorkQueue queue, Passage attempt) {
    this.queue = queue;
    this.attempt = attempt;
  }

  /** It begins to wait. */
  void begin(String what) {
    queue.waits(attempt.held().claim(), attempt.step().name(), what);
    waiting = true;
  }

  /** What it waited for is there, if it waited. */
  void end() {
    if (waiting) {
      queue.goesOn(attempt.held().claim(), attempt.step().name());
      waiting = false;
    }
  }
}
