package dev.pawl.tool;

import com.sun.management.ThreadMXBean;
import dev.pawl.process.MemoryMeter;
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
import org.springframework.util.unit.DataSize;

/**
 * Runs formatters in threads with limits on time and allocated memory, in parallel up to the number of processors.
 *
 * <p>A thread cannot be stopped from outside. One that exceeds a limit is interrupted and keeps its permit until it
 * ends, so that formatters that hang cannot take more than their share of the processors.
 */
public final class FormatterExecutor {

  /** Deeply nested code needs deep stacks; only the part in use takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final String threadName;
  private final Duration fileTimeout;
  private final @Nullable DataSize maxAllocation;

  /**
   * Creates an executor.
   *
   * @param fileTimeout the maximum duration of the work on one file
   * @param maxAllocation the maximum amount of memory that the work on one file may allocate in total; null if the
   *     memory of the formatter is limited otherwise
   */
  public FormatterExecutor(
      String threadName, Duration fileTimeout, @Nullable DataSize maxAllocation) {
    this.threadName = threadName;
    this.fileTimeout = fileTimeout;
    this.maxAllocation = maxAllocation;
  }

  /**
   * Runs work and returns its result. It does not run in the caller's thread, so that the interrupt at the timeout
   * affects nothing else.
   *
   * @param loader the class loader in whose context the work runs
   * @throws UnfixableException if the work throws it
   * @throws FormatterFailedException if the work fails otherwise, or exceeds a limit
   */
  public <T> T execute(ClassLoader loader, Callable<T> work)
      throws UnfixableException, InterruptedException {
    if (!permits.tryAcquire(fileTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new FormatterFailedException("too many other files that take too long");
    }
    var task = new FutureTask<>(() -> MemoryMeter.countAllocations(work));
    var thread = new Thread(null, () -> runAndRelease(task), threadName, STACK_BYTES);
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

  private <T> T await(FutureTask<T> task, Thread thread)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    while (true) {
      try {
        return task.get(
            Math.min(CHECK_INTERVAL.toNanos(), fileTimeout.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - start >= fileTimeout.toNanos()) {
          throw abandon(thread, "no result within %d ms".formatted(fileTimeout.toMillis()));
        }
        long allocated = threads.getThreadAllocatedBytes(thread.threadId());
        if (maxAllocation != null && allocated > maxAllocation.toBytes()) {
          throw abandon(
              thread, "an allocation of more than %d MB".formatted(maxAllocation.toMegabytes()));
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
