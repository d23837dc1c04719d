package dev.pawl.engine;

import dev.pawl.workflow.Claim;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A claim that this node works on: whether it still may, and whether it should. */
final class Held {

  /** Why work on a workflow is to stop. */
  enum Stop {
    /** Somebody cancelled the workflow. */
    CANCELLED,
    /** Another node has it, or could have it. */
    LOST,
    /** This node shuts down. */
    SHUTDOWN
  }

  private final Claim claim;
  private final long fenceNanos;
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private volatile long renewedAt = System.nanoTime();
  private volatile @Nullable Thread worker;

  Held(Claim claim, Duration fence) {
    this.claim = claim;
    this.fenceNanos = fence.toNanos();
  }

  Claim claim() {
    return claim;
  }

  /** The database has prolonged the lease; {@code askedAt} is the monotonic time before it was asked. */
  void renewed(long askedAt) {
    renewedAt = askedAt;
  }

  /** Whether so much time has gone by without a renewal that another node may soon take over. */
  boolean overdue() {
    return System.nanoTime() - renewedAt > fenceNanos;
  }

  /** Tells the work to stop; a lost claim stays lost. */
  void stop(Stop why) {
    stop.accumulateAndGet(why, (before, now) -> before == Stop.LOST ? before : now);
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Why to stop; null while work may go on. */
  @Nullable Stop stopped() {
    return overdue() ? Stop.LOST : stop.get();
  }

  /** Says which thread to interrupt. */
  void workedOnBy(@Nullable Thread thread) {
    worker = thread;
    if (thread != null && stop.get() != null) {
      thread.interrupt();
    }
  }

  /** Returns when work may go on. */
  void check() throws InterruptedException {
    if (Thread.interrupted() || stopped() != null) {
      throw new InterruptedException();
    }
  }
}
