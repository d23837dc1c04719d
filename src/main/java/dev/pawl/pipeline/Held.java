package dev.pawl.pipeline;

import dev.pawl.workflow.Claim;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A claim that this node is working on, with its fencing and the reason to stop, if there is one. */
public final class Held {

  /** The reason to stop work on a workflow. */
  public enum Stop {
    /** The workflow was cancelled. */
    CANCELLED,
    /** Another node holds the claim, or may hold it. */
    LOST,
    /** This node is shutting down. */
    SHUTDOWN
  }

  private final Claim claim;
  private final long fenceNanos;
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private volatile long renewedAt = System.nanoTime();
  private final Set<Thread> workers = new HashSet<>();
  private final ReentrantLock interrupting = new ReentrantLock();

  /** Creates the handle of a claim that was granted just now. */
  public Held(Claim claim, Duration fence) {
    this.claim = claim;
    this.fenceNanos = fence.toNanos();
  }

  /** Returns the claim. */
  public Claim claim() {
    return claim;
  }

  /** Records a renewal of the lease; {@code askedAt} is {@link System#nanoTime()} from before the request. */
  public void renewed(long askedAt) {
    renewedAt = askedAt;
  }

  /** Returns whether the last renewal is so long ago that another node may soon take over. */
  public boolean overdue() {
    return System.nanoTime() - renewedAt > fenceNanos;
  }

  /** Requests the work to stop and interrupts its threads; a lost claim stays lost. */
  public void stop(Stop why) {
    interrupting.lock();
    try {
      stop.accumulateAndGet(why, (before, now) -> before == Stop.LOST ? before : now);
      workers.forEach(Thread::interrupt);
    } finally {
      interrupting.unlock();
    }
  }

  /** Returns the reason to stop; null while work may continue. */
  public @Nullable Stop stopped() {
    return overdue() ? Stop.LOST : stop.get();
  }

  /** Registers a thread to interrupt on stop, until the returned registration is closed. */
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

  /** Clears a late interrupt, which would abort the next work of the thread, such as a database call. */
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

  /** The registration of a thread; closing ends it and clears the interrupt status of the thread. */
  @FunctionalInterface
  public interface Working extends AutoCloseable {

    @Override
    void close();
  }

  /** Returns normally while work may continue, and throws an exception when it must stop. */
  public void check() throws InterruptedException {
    if (Thread.interrupted() || stopped() != null) {
      throw new InterruptedException();
    }
  }
}
