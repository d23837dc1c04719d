package dev.pawl.jvm;

import com.sun.management.ThreadMXBean;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs formatters in threads with limits on time and allocated memory, in parallel up to the number of processors.
 *
 * <p>A thread cannot be stopped from outside. One that exceeds a limit is interrupted and keeps its permit until it
 * ends, so that formatters that hang cannot take more than their share of the processors.
 */
final class FormatterExecutor {

  /** Deeply nested code needs deep stacks; only the part in use takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final JvmFormatterProperties properties;

  FormatterExecutor(JvmFormatterProperties properties) {
    this.properties = properties;
  }

  /** Returns the settings and limits of the formatters. */
  JvmFormatterProperties properties() {
    return properties;
  }

  /**
   * Runs work and returns its result.
   *
   * @param loader the class loader in whose context the work runs
   * @throws UnfixableException if the work throws it
   * @throws FormatterFailedException if the work fails otherwise, or exceeds a limit
   */
  String execute(ClassLoader loader, Callable<String> work)
      throws UnfixableException, InterruptedException {
    if (!permits.tryAcquire(properties.fileTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new FormatterFailedException("too many other files that take too long");
    }
    var task = new FutureTask<>(work);
    var thread = new Thread(null, () -> runAndRelease(task), "jvm-formatter", STACK_BYTES);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    startOrRelease(thread);
    try {
      return await(task, thread);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private String await(FutureTask<String> task, Thread thread)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    while (true) {
      try {
        return task.get(
            Math.min(CHECK_INTERVAL.toNanos(), properties.fileTimeout().toNanos()),
            TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - start >= properties.fileTimeout().toNanos()) {
          throw abandon(
              thread, "no result within %d ms".formatted(properties.fileTimeout().toMillis()));
        }
        long allocated = threads.getThreadAllocatedBytes(thread.threadId());
        if (allocated > properties.maxAllocation().toBytes()) {
          throw abandon(
              thread,
              "an allocation of more than %d MB"
                  .formatted(properties.maxAllocation().toMegabytes()));
        }
      }
    }
  }

  private static FormatterFailedException abandon(Thread thread, String reason) {
    thread.interrupt();
    thread.setPriority(Thread.MIN_PRIORITY);
    return new FormatterFailedException(reason);
  }

  /** Returns the exception of a failure; running out of memory concerns the file only, whose data is then released. */
  private static UnfixableException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case UnfixableException unfixable -> unfixable;
      case OutOfMemoryError _ -> throw new FormatterFailedException("an OutOfMemoryError");
      case StackOverflowError _ -> new UnfixableException(FileFailure.TOO_DEEP);
      case null, default -> throw new FormatterFailedException(String.valueOf(cause));
    };
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
