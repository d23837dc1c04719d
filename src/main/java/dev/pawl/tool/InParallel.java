package dev.pawl.tool;

import dev.pawl.command.BrokenTool;
import dev.pawl.command.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Processes many files in parallel on all processors that are available to this process. */
public final class InParallel {

  private static final int LARGEST_BATCH = 16;

  /** The number of batches per processor for few inputs, so that no processor waits long for the last batch. */
  private static final int SHARES = 4;

  /** The stack size of a thread in bytes, for recursive parsers; memory is only committed as it is used. */
  private static final long STACK = 16 << 20;

  private InParallel() {}

  /** The work on one input. */
  @FunctionalInterface
  public interface Work<T, R> {

    /** Returns the results of one input. */
    List<R> on(T input) throws InterruptedException;
  }

  /** Returns the results of all inputs, in the order of the inputs. */
  public static <T, R> List<R> flatMap(List<T> inputs, Work<T, R> work)
      throws InterruptedException {
    return flatMap(Conditions.USUAL, inputs, work);
  }

  /** Returns the results of all inputs, in the order of the inputs, with the parallelism of the attempt settings. */
  public static <T, R> List<R> flatMap(Conditions conditions, List<T> inputs, Work<T, R> work)
      throws InterruptedException {
    int most =
        conditions.parallelism() == 0
            ? Runtime.getRuntime().availableProcessors()
            : conditions.parallelism();
    int batch = Math.clamp(inputs.size() / (most * SHARES), 1, LARGEST_BATCH);
    int threads = Math.clamp(Math.ceilDiv(inputs.size(), batch), 1, most);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("tool-", 0).stackSize(STACK).factory());
    try {
      var tasks = new ArrayList<Callable<List<R>>>();
      for (int from = 0; from < inputs.size(); from += batch) {
        List<T> some = inputs.subList(from, Math.min(from + batch, inputs.size()));
        tasks.add(() -> each(some, work));
      }
      var result = new ArrayList<R>();
      for (Future<List<R>> done : pool.invokeAll(tasks)) {
        result.addAll(done.get());
      }
      return result;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      if (e.getCause() instanceof BrokenTool broken) {
        throw broken;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static <T, R> List<R> each(List<T> batch, Work<T, R> work) throws InterruptedException {
    var result = new ArrayList<R>();
    for (T input : batch) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      result.addAll(work.on(input));
    }
    return result;
  }
}
