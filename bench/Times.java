import java.util.concurrent.ConcurrentLinkedQueue;

/** How long things took, taken down by many threads. */
class Times {

  /** Something that is timed. */
  interface Task {
    void run() throws Exception;
  }

  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  void time(Task task) throws Exception {
    long begun = System.nanoTime();
    task.run();
    add(System.nanoTime() - begun);
  }

  void add(long took) {
    nanos.add(took);
  }

  /** In milliseconds; what {@code percent} of all did not exceed. */
  double percentile(double percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
  }

  /** What one of several does. */
  interface Client {
    void run(int number) throws Exception;
  }

  /** So many at once; fails if one does. */
  static void each(int clients, Client client) throws Exception {
    try (var all = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new java.util.ArrayList<java.util.concurrent.Future<?>>();
      for (int number = 0; number < clients; number++) {
        int one = number;
        done.add(all.submit(() -> {
          client.run(one);
          return null;
        }));
      }
      for (var one : done) {
        one.get();
      }
    }
  }
}
