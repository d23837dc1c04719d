import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures throughput and latency of workflows over REST, each with 7 steps that check a target of one line. */
class ThroughputBenchmark implements Benchmark {

  /** The request of a workflow with 7 steps. */
  static final String REQUEST =
      "{\"target\": {\"path\": \"noop\"}, \"dry_run\": true, \"steps\": [%s]}"
          .formatted(
              IntStream.rangeClosed(1, 7)
                  .mapToObj("{\"command\": \"quality/verify\", \"name\": \"step%d\"}"::formatted)
                  .collect(Collectors.joining(", ")));

  /**
   * Settings of a node that does not adapt to external load: clients and database run on the same processors here, and
   * would count as such.
   */
  static final String[] DEDICATED_SETTINGS = {
    "--pawl.node.load-shedding-enabled=false", "--pawl.node.max-utilization-percent=100"
  };

  /** The dedicated settings, with more concurrency for maximum throughput. */
  static final String[] MAX_THROUGHPUT_SETTINGS = {
    DEDICATED_SETTINGS[0],
    DEDICATED_SETTINGS[1],
    "--pawl.node.agents-per-role=4",
    "--db-scheduler.threads=8"
  };

  private static final int CLIENTS = 32;

  @Override
  public void run(Path folder) throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    int workflows = BenchmarkRunner.setting("WORKFLOWS", 2000);
    createTarget(folder);
    try (var database = new BenchmarkDatabase(folder);
        var node = ServiceProcess.start(folder, database, 18190, MAX_THROUGHPUT_SETTINGS)) {
      BenchmarkRunner.printRow("ready after process start", "%.1f s", node.readyMillis / 1000);
      BenchmarkRunner.printRow("memory, idle", "%d MB", ProcessUsage.residentMemory(node.pid()));
      measureThroughput(database, node, workflows);
      var throughputs = new double[rounds];
      var ratios = new double[rounds];
      var cpuMillis = new double[rounds];
      var commits = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double baseline = JdbcBaseline.measure(database, workflows);
        double cpuBefore = ProcessUsage.cpuMillis(node.pid()) + database.cpuMillis();
        long commitsBefore = database.commits();
        throughputs[round] = measureThroughput(database, node, workflows);
        ratios[round] = throughputs[round] / baseline;
        cpuMillis[round] =
            (ProcessUsage.cpuMillis(node.pid()) + database.cpuMillis() - cpuBefore) / workflows;
        // PostgreSQL publishes the statistics of a connection with a delay.
        TimeUnit.SECONDS.sleep(2);
        commits[round] = (double) (database.commits() - commitsBefore) / workflows;
        BenchmarkRunner.printProgress(
            "round %d: %.0f workflows/s, %.2f of the JDBC baseline",
            round + 1, throughputs[round], ratios[round]);
      }
      BenchmarkRunner.printRow(
          "workflows per second, %d submitted by %d clients".formatted(workflows, CLIENTS),
          "%.0f; %.0f %% of the JDBC baseline",
          BenchmarkRunner.median(throughputs),
          100 * BenchmarkRunner.median(ratios));
      BenchmarkRunner.printRow(
          "CPU per workflow, JVM and PostgreSQL", "%.1f ms", BenchmarkRunner.median(cpuMillis));
      BenchmarkRunner.printRow("commits per workflow", "%.1f", BenchmarkRunner.median(commits));
      measureSubmitLatency(database, node, 1, 400);
      measureSubmitLatency(database, node, 16, 1600);
      measureCompletionLatency(node);
      PollingBenchmark.measureAndPrint(
          node,
          node.submit(REQUEST),
          "%d workflows stored".formatted(database.queryNumber("select count(*) from workflow")));
      BenchmarkRunner.printRow(
          "memory, at the end", "%d MB", ProcessUsage.residentMemory(node.pid()));
    }
  }

  /** Creates the target of {@link #REQUEST}. */
  static void createTarget(Path folder) throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("code/noop")).resolve("a.txt"), "hello\n");
  }

  /** Submits workflows, and returns the number that were completed in the database per second. */
  static double measureThroughput(BenchmarkDatabase database, ServiceProcess node, int workflows)
      throws Exception {
    awaitIdle(database);
    long completedBefore = countCompleted(database);
    var remaining = new AtomicInteger(workflows);
    long startedAt = System.nanoTime();
    LatencyRecorder.runConcurrently(
        CLIENTS,
        client -> {
          while (remaining.getAndDecrement() > 0) {
            node.submit(REQUEST);
          }
        });
    awaitIdle(database);
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    long completed = countCompleted(database) - completedBefore;
    if (completed != workflows) {
      throw new IllegalStateException(
          "Completed %d of %d workflows".formatted(completed, workflows));
    }
    return workflows / seconds;
  }

  static long countCompleted(BenchmarkDatabase database) throws Exception {
    return database.queryNumber("select count(*) from workflow where status = 'COMPLETED'");
  }

  /** Waits until no workflow is queued or running. */
  static void awaitIdle(BenchmarkDatabase database) throws Exception {
    while (database.queryNumber(
            "select count(*) from workflow where status in ('QUEUED', 'RUNNING')")
        > 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void measureSubmitLatency(
      BenchmarkDatabase database, ServiceProcess node, int clients, int workflows)
      throws Exception {
    awaitIdle(database);
    var latencies = new LatencyRecorder();
    LatencyRecorder.runConcurrently(
        clients,
        client -> {
          for (int i = 0; i < workflows / clients; i++) {
            latencies.time(() -> node.submit(REQUEST));
          }
        });
    BenchmarkRunner.printRow(
        "submit, clients: %d".formatted(clients),
        "p50 %.1f ms, p99 %.1f ms",
        latencies.percentile(50),
        latencies.percentile(99));
    awaitIdle(database);
  }

  /** Measures the time from submission to completion on an otherwise idle node. */
  private static void measureCompletionLatency(ServiceProcess node) throws Exception {
    var latencies = new LatencyRecorder();
    for (int i = 0; i < 50; i++) {
      latencies.time(() -> PollingBenchmark.awaitCompleted(node, node.submit(REQUEST), "10s"));
    }
    BenchmarkRunner.printRow(
        "from submission to completion, idle node",
        "p50 %.0f ms, p99 %.0f ms",
        latencies.percentile(50),
        latencies.percentile(99));
  }
}
