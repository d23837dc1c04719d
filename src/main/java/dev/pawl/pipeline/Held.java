package dev.pawl.pipeline;

import dev.pawl.workflow.Claim;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A claim that this node works on: whether it still may, and whether it should. */
public final class Held {

  /** Why work on a workflow is to stop. */
  public enum Stop {
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
  private final Set<Thread> workers = new HashSet<>();
  private final ReentrantLock interrupting = new ReentrantLock();

  /** Holds a claim that was taken just now. */
  public Held(Claim claim, Duration fence) {
    this.claim = claim;
    this.fenceNanos = fence.toNanos();
  }

  /** What is held. */
  public Claim claim() {
    return claim;
  }

  /** The database has prolonged the lease; {@code askedAt} is the monotonic time before it was asked. */
  public void renewed(long askedAt) {
    renewedAt = askedAt;
  }

  /** Whether so much time has gone by without a renewal that another node may soon take over. */
  public boolean overdue() {
    return System.nanoTime() - renewedAt > fenceNanos;
  }

  /** Tells the work to stop; a lost claim stays lost. */
  public void stop(Stop why) {
    interrupting.lock();
    try {
      stop.accumulateAndGet(why, (before, now) -> before == Stop.LOST ? before : now);
      workers.forEach(Thread::interrupt);
    } finally {
      interrupting.unlock();
    }
  }

  /** Why to stop; null while work may go on. */
  public @Nullable Stop stopped() {
    return overdue() ? Stop.LOST : stop.get();
  }

  /** Says which thread to interrupt too, until the answer is closed. */
  public Working workedOnBy(Thread thread) {
    interrupting.lock();
    try {
      workers.add(thread);
      if (stop.get() != null) {
        thread.interrupt();
      }
    } finally {
      interrupting.unlock();
    }
    return () -> leave(thread);
  }

  /** An interrupt that came too late would cut off what the thread does next, its connection to the database first. */
  private void leave(Thread thread) {
    interrupting.lock();
    try {
      workers.remove(thread);
      if (thread.equals(Thread.currentThread())) {
        Thread.interrupted();
      }
    } finally {
      interrupting.unlock();
    }
  }

  /** A thread that works; closing says that it does no more, and leaves it without an interrupt. */
  @FunctionalInterface
  public interface Working extends AutoCloseable {

    @Override
    void close();
  }

  /** Returns when work may go on. */
  public void check() throws InterruptedException {
    if (Thread.interrupted() || stopped() != null) {
      throw new InterruptedException();
    }
  }
}
