import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Records durations from many threads, and computes percentiles. */
class LatencyRecorder {

  /** A timed operation. */
  interface TimedOperation {
    void run() throws Exception;
  }

  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  /** Runs an operation, and records its duration. */
  void time(TimedOperation operation) throws Exception {
    long startedAt = System.nanoTime();
    operation.run();
    add(System.nanoTime() - startedAt);
  }

  /** Records a duration in nanoseconds. */
  void add(long duration) {
    nanos.add(duration);
  }

  /** Returns the duration in milliseconds that {@code percent} of all recorded durations do not exceed. */
  double percentile(double percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
  }

  /** The work of one of several concurrent clients, which are numbered from 0. */
  interface ConcurrentClient {
    void run(int number) throws Exception;
  }

  /** Runs concurrent clients, and waits for all of them; fails if one of them fails. */
  static void runConcurrently(int clients, ConcurrentClient client) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<?>>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        futures.add(
            executor.submit(() -> {
              client.run(number);
              return null;
            }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }
}
