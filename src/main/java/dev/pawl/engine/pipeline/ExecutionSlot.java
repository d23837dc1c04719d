package dev.pawl.engine.pipeline;

/** The slot in which a node executes one workflow. It is released during waits, in which the workflow computes nothing. */
public interface ExecutionSlot {

  /** The slot of a workflow that is executed without a limit. */
  ExecutionSlot UNLIMITED =
      new ExecutionSlot() {
        @Override
        public void release() {}

        @Override
        public void acquire() {}
      };

  /** Releases the slot when the first step of the workflow begins to wait. */
  void release();

  /**
   * Acquires the slot again when the last step of the workflow has ended its wait. Waits until one is free.
   *
   * @throws InterruptedException if the thread is interrupted; the slot is not acquired then
   */
  void acquire() throws InterruptedException;
}
