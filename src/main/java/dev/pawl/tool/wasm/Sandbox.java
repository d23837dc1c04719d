package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets guests work, as many at once as there are processors, each in a thread that ends at a deadline. */
final class Sandbox {

  /** Deeply nested code needs deep stacks; only what is used of them takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final WasmProperties properties;

  Sandbox(WasmProperties properties) {
    this.properties = properties;
  }

  /** The limits that guests have. */
  WasmProperties properties() {
    return properties;
  }

  /**
   * The result of some work. The caller's own thread is not used, so that an interruption at the deadline hits nothing else.
   *
   * @throws Unfixable when the work says so, crashes, takes too long, or when the caller is interrupted
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

  /** What a caller is told who is to stop; it stays interrupted. */
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
