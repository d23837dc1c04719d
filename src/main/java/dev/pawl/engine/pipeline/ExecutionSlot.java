package dev.pawl.engine.pipeline;

import java.time.Duration;

/** The slot in which a node executes one workflow. It is released during waits, in which the workflow computes nothing. */
public interface ExecutionSlot {

  /** The slot of a workflow that is executed without a limit. */
  ExecutionSlot UNLIMITED =
      new ExecutionSlot() {
        @Override
        public void release() {}

        @Override
        public void acquire() {}

        @Override
        public boolean yield(Duration timeout) {
          return true;
        }
      };

  /** Releases the slot when the first step of the workflow begins to wait. */
  void release();

  /**
   * Acquires the slot again when the last step of the workflow has ended its wait. Waits until one is free.
   *
   * @throws InterruptedException if the thread is interrupted; the slot is not acquired then
   */
  void acquire() throws InterruptedException;

  /**
   * Leaves the slot to a workflow of another project if it is the turn of that project, and waits until it is the turn of this
   * one again. Called before a step starts.
   *
   * @param timeout the maximum time to wait; a repeated call continues the wait
   * @return whether the workflow may go on; false if the timeout has passed
   * @throws InterruptedException if the thread is interrupted
   */
  boolean yield(Duration timeout) throws InterruptedException;
}
