import java.util.concurrent.TimeUnit;

/** A workflow engine that stores workflows in a PostgreSQL database and runs them in one process. */
interface BenchmarkedEngine extends AutoCloseable {

  int CLIENTS = 32;
  long TIMEOUT_MINUTES = 15;

  /**
   * The results of one round.
   *
   * @param throughput completed workflows per second
   * @param cpuMillis CPU time per workflow in milliseconds, of the engine's process and of PostgreSQL
   * @param commits database commits per workflow
   */
  record RoundResult(double throughput, double cpuMillis, double commits) {}

  /** Returns the name of the engine in the table, and how workflows are submitted to it. */
  String name();

  BenchmarkDatabase database();

  /** Returns the process ID of the engine. */
  long pid();

  /** Submits a number of workflows from a number of concurrent clients, and records the latency of each call. */
  void submit(int clients, int workflows, LatencyRecorder latencies) throws Exception;

  /** Returns the number of stored workflows that are not complete. */
  long unfinished() throws Exception;

  /** Returns the number of stored workflows that are complete. */
  long completed() throws Exception;

  /** Submits workflows, waits for their completion, and returns what was measured. */
  default RoundResult runRound(int workflows) throws Exception {
    long completedBefore = completed();
    double cpuBefore = cpuMillis();
    long commitsBefore = database().commits();
    long startedAt = System.nanoTime();
    submit(CLIENTS, workflows, new LatencyRecorder());
    awaitCompletion();
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    double cpuMillis = cpuMillis() - cpuBefore;
    long completed = completed() - completedBefore;
    if (completed != workflows) {
      throw new IllegalStateException(
          "%s: completed %d of %d workflows".formatted(name(), completed, workflows));
    }
    // PostgreSQL publishes the statistics of a connection within 10 seconds after it becomes idle.
    TimeUnit.SECONDS.sleep(11);
    return new RoundResult(
        workflows / seconds,
        cpuMillis / workflows,
        (double) (database().commits() - commitsBefore) / workflows);
  }

  private double cpuMillis() throws Exception {
    return ProcessUsage.cpuMillis(pid()) + database().cpuMillis();
  }

  default void awaitCompletion() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(TIMEOUT_MINUTES);
    while (unfinished() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: %d workflows unfinished after %d minutes"
                .formatted(name(), unfinished(), TIMEOUT_MINUTES));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
