package dev.pawl.wasm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs formatters in threads with a deadline, in parallel up to the number of processors. */
final class WasmExecutor {

  /** Deeply nested code needs deep stacks; only the part in use takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final WasmProperties properties;

  WasmExecutor(WasmProperties properties) {
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
   * @throws UnfixableException when the work fails, crashes or exceeds the deadline, or when the caller is interrupted
   */
  <T> T execute(Callable<T> work) throws UnfixableException {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      throw interruptedException();
    }
    var task = new FutureTask<T>(work);
    Thread thread = new Thread(null, () -> runAndRelease(task), "wasm", STACK_BYTES);
    thread.setDaemon(true);
    startOrRelease(thread);
    try {
      return task.get(properties.fileTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interruptedException();
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new UnfixableException(
          "took longer than " + properties.fileTimeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnfixableException unfixable) {
        throw unfixable;
      }
      throw new UnfixableException("crashed: " + e.getCause());
    }
  }

  /** Returns the exception for an interrupted caller, and restores its interrupt status. */
  static UnfixableException interruptedException() {
    Thread.currentThread().interrupt();
    return new UnfixableException("interrupted");
  }

  private void runAndRelease(FutureTask<?> task) {
    try {
      task.run();
    } finally {
      permits.release();
    }
  }

  private void startOrRelease(Thread thread) {
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        permits.release();
      }
    }
  }
}
