package dev.pawl.tool;

import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolCrashedException;
import dev.pawl.process.MemoryMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Processes many files in parallel on all processors that are available to this process. */
public final class ParallelFiles {

  private static final int MAX_BATCH_SIZE = 16;

  /** The number of batches per processor for few inputs, so that no processor waits long for the last batch. */
  private static final int BATCHES_PER_PROCESSOR = 4;

  /** The stack size of a thread in bytes, for recursive parsers; memory is only committed as it is used. */
  private static final long STACK_SIZE = 16 << 20;

  private ParallelFiles() {}

  /** The work on one input. */
  @FunctionalInterface
  public interface FileTask<T, R> {

    /** Returns the results of one input. */
    List<R> process(T input) throws InterruptedException;
  }

  /** Returns the results of all inputs, in the order of the inputs. */
  public static <T, R> List<R> flatMap(List<T> inputs, FileTask<T, R> task)
      throws InterruptedException {
    return flatMap(RetrySettings.DEFAULT, inputs, task);
  }

  /** Returns the results of all inputs, in the order of the inputs, with the parallelism of the attempt settings. */
  public static <T, R> List<R> flatMap(RetrySettings settings, List<T> inputs, FileTask<T, R> task)
      throws InterruptedException {
    int maxThreads =
        settings.parallelism() == 0
            ? Runtime.getRuntime().availableProcessors()
            : settings.parallelism();
    int batch = Math.clamp(inputs.size() / (maxThreads * BATCHES_PER_PROCESSOR), 1, MAX_BATCH_SIZE);
    int threads = Math.clamp(Math.ceilDiv(inputs.size(), batch), 1, maxThreads);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("tool-", 0).stackSize(STACK_SIZE).factory());
    try {
      var tasks = new ArrayList<Callable<List<R>>>();
      for (int from = 0; from < inputs.size(); from += batch) {
        List<T> slice = inputs.subList(from, Math.min(from + batch, inputs.size()));
        tasks.add(() -> MemoryMeter.countAllocations(() -> runBatch(slice, task)));
      }
      var result = new ArrayList<R>();
      for (Future<List<R>> future : pool.invokeAll(tasks)) {
        result.addAll(future.get());
      }
      return result;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      FileFailure.rethrowIfFatal(e);
      if (e.getCause() instanceof ToolCrashedException broken) {
        throw broken;
      }
      if (e.getCause() instanceof ToolUnusableException unusable) {
        throw unusable;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static <T, R> List<R> runBatch(List<T> batch, FileTask<T, R> task)
      throws InterruptedException {
    var result = new ArrayList<R>();
    for (T input : batch) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      result.addAll(task.process(input));
    }
    return result;
  }
}
