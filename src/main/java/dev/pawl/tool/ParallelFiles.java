package dev.pawl.tool;

import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolCrashedException;
import dev.pawl.process.MemoryMeter;
import dev.pawl.process.WorkerThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes many files in parallel on all processors that are available to this process. */
public final class ParallelFiles {

  private static final Logger log = LoggerFactory.getLogger(ParallelFiles.class);

  private static final int MAX_BATCH_SIZE = 16;

  /** The number of batches per processor for few inputs, so that no processor waits long for the last batch. */
  private static final int BATCHES_PER_PROCESSOR = 4;

  private static final int TERMINATION_SECONDS = 10;

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
    if (inputs.isEmpty()) {
      return List.of();
    }
    int maxThreads =
        settings.parallelism() == 0
            ? Runtime.getRuntime().availableProcessors()
            : settings.parallelism();
    int batch = Math.clamp(inputs.size() / (maxThreads * BATCHES_PER_PROCESSOR), 1, MAX_BATCH_SIZE);
    int threads = Math.min(Math.ceilDiv(inputs.size(), batch), maxThreads);
    var batches = new ArrayList<FutureTask<List<R>>>();
    for (int from = 0; from < inputs.size(); from += batch) {
      List<T> slice = inputs.subList(from, Math.min(from + batch, inputs.size()));
      batches.add(new FutureTask<>(() -> runBatch(slice, task)));
    }
    runAll(batches, threads);
    try {
      var result = new ArrayList<R>();
      for (FutureTask<List<R>> completed : batches) {
        result.addAll(completed.get());
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
    }
  }

  /** Runs batches on a number of threads, and waits until they have ended; they keep their exceptions. */
  private static void runAll(List<? extends Runnable> batches, int threads)
      throws InterruptedException {
    var next = new AtomicInteger();
    var ended = new CountDownLatch(threads);
    var workers = new ArrayList<WorkerThreads.Task<Void>>();
    for (int worker = 0; worker < threads; worker++) {
      workers.add(
          WorkerThreads.start(
              "tool-" + worker,
              MemoryMeter.measuringCurrentWork(() -> {
                try {
                  for (int i = next.getAndIncrement();
                      i < batches.size();
                      i = next.getAndIncrement()) {
                    batches.get(i).run();
                  }
                } finally {
                  ended.countDown();
                }
                return null;
              })));
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      next.set(batches.size());
      workers.forEach(WorkerThreads.Task::interrupt);
      awaitTermination(ended);
      throw e;
    }
  }

  private static void awaitTermination(CountDownLatch ended) throws InterruptedException {
    if (!ended.await(TERMINATION_SECONDS, TimeUnit.SECONDS)) {
      log.warn(
          "Tool did not stop within {} s of the interrupt, threads: {}",
          TERMINATION_SECONDS,
          ended.getCount());
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
