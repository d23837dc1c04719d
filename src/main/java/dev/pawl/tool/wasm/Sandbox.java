package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs formatters in threads with a deadline, in parallel up to the number of processors. */
final class Sandbox {

  /** Deeply nested code needs deep stacks; only the part in use takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final WasmProperties properties;

  Sandbox(WasmProperties properties) {
    this.properties = properties;
  }

  /** Returns the settings and limits of the formatters. */
  WasmProperties properties() {
    return properties;
  }

  /**
   * Runs work and returns its result. It does not run in the caller's thread, so that the interrupt at the deadline
   * affects nothing else.
   *
   * @throws Unfixable when the work fails, crashes or exceeds the deadline, or when the caller is interrupted
   */
  <T> T run(Callable<T> work) throws Unfixable {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    var task = new FutureTask<T>(work);
    Thread thread = new Thread(null, () -> runAndLeave(task), "wasm", STACK_BYTES);
    thread.setDaemon(true);
    start(thread);
    try {
      return task.get(properties.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted();
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new Unfixable("took longer than " + properties.deadline().toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unfixable unfixable) {
        throw unfixable;
      }
      throw new Unfixable("crashed: " + e.getCause());
    }
  }

  /** Returns the exception for an interrupted caller, and restores its interrupt status. */
  static Unfixable interrupted() {
    Thread.currentThread().interrupt();
    return new Unfixable("interrupted");
  }

  private void runAndLeave(FutureTask<?> task) {
    try {
      task.run();
    } finally {
      places.release();
    }
  }

  private void start(Thread thread) {
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        places.release();
      }
    }
  }
}
