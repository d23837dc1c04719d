package dev.pawl.engine.pipeline;

import dev.pawl.lock.Claim;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A claim that this node is working on, with its fencing and the reason to stop, if there is one. */
public final class ActiveClaim {

  /** The reason to stop work on a workflow. */
  public enum StopReason {
    /** The workflow was cancelled. */
    CANCELLED,
    /** Another node holds the claim, or may hold it. */
    LOST,
    /** This node is shutting down. */
    SHUTDOWN
  }

  /** Waits for something outside this node. */
  @FunctionalInterface
  public interface Wait<T, E extends Exception, F extends Exception> {

    T await() throws E, F;
  }

  private final Claim claim;
  private final ExecutionSlot slot;
  private final long fencingTimeoutNanos;
  private final AtomicReference<@Nullable StopReason> stopReason = new AtomicReference<>();
  private volatile long renewedAt = System.nanoTime();
  private final Set<Runnable> interrupts = new HashSet<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Creates the handle of a claim that was granted just now. */
  public ActiveClaim(Claim claim, Duration fencingTimeout) {
    this(claim, fencingTimeout, ExecutionSlot.UNLIMITED);
  }

  /** Creates the handle of a claim that was granted just now, and whose workflow is executed in a slot. */
  public ActiveClaim(Claim claim, Duration fencingTimeout, ExecutionSlot slot) {
    this.claim = claim;
    this.slot = slot;
    this.fencingTimeoutNanos = fencingTimeout.toNanos();
  }

  /** Returns the claim. */
  public Claim claim() {
    return claim;
  }

  /** Records a renewal of the lease; {@code askedAt} is {@link System#nanoTime()} from before the request. */
  public void recordRenewal(long requestedAt) {
    renewedAt = requestedAt;
  }

  /** Returns whether the last renewal is so long ago that another node may soon take over. */
  public boolean isOverdue() {
    return System.nanoTime() - renewedAt > fencingTimeoutNanos;
  }

  /** Requests the work to stop and interrupts its threads; a lost claim stays lost. */
  public void stop(StopReason reason) {
    lock.lock();
    try {
      stopReason.accumulateAndGet(
          reason, (previous, latest) -> previous == StopReason.LOST ? previous : latest);
      interrupts.forEach(Runnable::run);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the reason to stop; null while work may continue. */
  public @Nullable StopReason stopReason() {
    if (isOverdue()) {
      // Work that has seen this stops, so that a late renewal must not make the claim valid again.
      stopReason.set(StopReason.LOST);
    }
    return stopReason.get();
  }

  /**
   * Waits without the slot of the workflow, and acquires it again before it returns. If the work is stopped meanwhile,
   * only the stop is recorded, which needs no slot.
   */
  public <T, E extends Exception, F extends Exception> T withoutSlot(Wait<T, E, F> wait)
      throws E, F {
    slot.release();
    try {
      return wait.await();
    } finally {
      acquireUnlessStopped();
    }
  }

  /**
   * Leaves the slot of the workflow to another project if it is the turn of that project, and waits until it is the turn of this
   * one again; see {@link ExecutionSlot#yield}. The thread must be registered to be interrupted on stop.
   */
  boolean yieldSlot(Duration timeout) throws InterruptedException {
    ensureActive();
    return slot.yield(timeout);
  }

  private void acquireUnlessStopped() {
    boolean interrupted = Thread.interrupted();
    try (Registration _ = interruptCurrentThreadOnStop()) {
      slot.acquire();
    } catch (InterruptedException stopped) {
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Interrupts the current thread on stop, until the returned registration is closed. */
  public Registration interruptCurrentThreadOnStop() {
    Registration registration = onStop(Thread.currentThread()::interrupt);
    return () -> {
      registration.close();
      // A late interrupt would abort the next work of the thread, such as a database call.
      Thread.interrupted();
    };
  }

  /** Registers what interrupts a task on stop, until the returned registration is closed. */
  public Registration onStop(Runnable interrupt) {
    lock.lock();
    try {
      interrupts.add(interrupt);
      if (stopReason.get() != null) {
        interrupt.run();
      }
    } finally {
      lock.unlock();
    }
    return () -> unregister(interrupt);
  }

  private void unregister(Runnable interrupt) {
    lock.lock();
    try {
      interrupts.remove(interrupt);
    } finally {
      lock.unlock();
    }
  }

  /** The registration of a thread; closing ends it and clears the interrupt status of the thread. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {

    @Override
    void close();
  }

  /** Returns normally while work may continue, and throws an exception when it must stop. */
  public void ensureActive() throws InterruptedException {
    if (Thread.interrupted() || stopReason() != null) {
      throw new InterruptedException();
    }
  }
}
