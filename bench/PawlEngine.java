import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Pawl as a separate process, called over REST. */
record PawlEngine(BenchmarkDatabase database, ServiceProcess node) implements BenchmarkedEngine {

  static PawlEngine start(Path folder) throws Exception {
    var database = new BenchmarkDatabase(folder);
    return new PawlEngine(
        database,
        ServiceProcess.start(folder, database, 18190, ThroughputBenchmark.MAX_THROUGHPUT_SETTINGS));
  }

  @Override
  public String name() {
    return "Pawl, over REST";
  }

  @Override
  public long pid() {
    return node.pid();
  }

  @Override
  public void submit(int clients, int workflows, LatencyRecorder latencies) throws Exception {
    var remaining = new AtomicInteger(workflows);
    LatencyRecorder.runConcurrently(
        clients,
        client -> {
          while (remaining.getAndDecrement() > 0) {
            latencies.time(() -> node.submit(ThroughputBenchmark.REQUEST));
          }
        });
  }

  @Override
  public long unfinished() throws Exception {
    return database.queryNumber(
        "select count(*) from workflow where status in ('QUEUED', 'RUNNING')");
  }

  @Override
  public long completed() throws Exception {
    return ThroughputBenchmark.countCompleted(database);
  }

  @Override
  public void close() throws Exception {
    node.close();
    database.close();
  }
}
