import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * Checks that storage does not grow under continuous load, when retention deletes as much as is added: workflows are
 * submitted at a fixed rate, each on files that have changed.
 */
class StorageStabilityBenchmark implements Benchmark {

  private static final int TARGETS = 20;
  private static final int SAMPLE_SECONDS = 5;
  private static final int RETENTION_SECONDS = 60;
  private static final int PARTITION_SECONDS = 60;
  private static final int CLEANUP_SECONDS = 5;

  /** Settings with a retention of at most one minute, and the shortest partitions that are allowed. */
  private static final String[] SHORT_RETENTION_SETTINGS = {
    "--pawl.retention.workflows=60s",
    "--pawl.retention.logs=30s",
    "--pawl.retention.snapshots=30s",
    "--pawl.retention.keep-last=5",
    "--pawl.retention.partition-interval=1m",
    "--pawl.retention.cleanup-interval=5s",
    "--pawl.cache.unused-retention=60s",
    "--pawl.cache.cleanup-interval=5s",
    "--pawl.security.audit-retention=60s",
    "--pawl.security.audit-check=5s",
    "--pawl.node.load-shedding-enabled=false",
    "--pawl.node.max-utilization-percent=100"
  };

  /** The time until the first workflows are deleted: their retention, the end of their partition, and the cleanup. */
  private static final int FIRST_EXPIRY_SECONDS =
      RETENTION_SECONDS + PARTITION_SECONDS + CLEANUP_SECONDS;

  /** The length of a compared window, in which two partitions are created and dropped. */
  private static final int WINDOW_SECONDS = 2 * PARTITION_SECONDS;

  /**
   * The storage used at one time.
   *
   * @param second the time since the start, in seconds
   * @param submitted the number of workflows submitted so far
   * @param stored the number of stored workflows
   * @param databaseMegabytes the size of the database
   * @param folderMegabytes the size of the node's data folder
   * @param partitions the number of partitions of the event table
   */
  private record StorageSample(
      long second,
      int submitted,
      long stored,
      double databaseMegabytes,
      double folderMegabytes,
      long partitions) {}

  @Override
  public void run(Path folder) throws Exception {
    int seconds = Math.max(3, BenchmarkRunner.setting("MINUTES", 8)) * 60;
    int rate = BenchmarkRunner.setting("RATE", 10);
    for (int target = 0; target < TARGETS; target++) {
      Files.createDirectories(folder.resolve("code/t" + target));
    }
    var submitted = new AtomicInteger();
    var refused = new AtomicInteger();
    var running = new AtomicBoolean(true);
    var samples = new ArrayList<StorageSample>();
    int port = BenchmarkRunner.setting("PORT", 18190);
    try (var database = new BenchmarkDatabase(folder);
        var node = ServiceProcess.start(folder, database, port, SHORT_RETENTION_SETTINGS)) {
      long startedAt = System.nanoTime();
      Thread load =
          Thread.ofPlatform()
              .start(() -> {
                for (long number = 0; running.get(); number++) {
                  sleepUntil(startedAt + number * 1_000_000_000L / rate);
                  try {
                    submitChanged(folder, node, number);
                    submitted.incrementAndGet();
                  } catch (Exception e) {
                    refused.incrementAndGet();
                    BenchmarkRunner.printProgress("refused: %s", e.getMessage());
                  }
                }
              });
      try {
        for (int second = 0; second <= seconds; second += SAMPLE_SECONDS) {
          sleepUntil(startedAt + second * 1_000_000_000L);
          StorageSample sample = takeSample(folder, database, second, submitted.get());
          samples.add(sample);
          if (second % 30 == 0) {
            BenchmarkRunner.printProgress(
                "%3d s: %,6d submitted, %,6d stored in %d partitions, database %.1f MB, data folder"
                    + " %.1f MB",
                sample.second(),
                sample.submitted(),
                sample.stored(),
                sample.partitions(),
                sample.databaseMegabytes(),
                sample.folderMegabytes());
          }
        }
      } finally {
        running.set(false);
        load.join();
      }
      ThroughputBenchmark.awaitIdle(database);
      BenchmarkRunner.printProgress("largest tables in MB: %s", largestTables(database));
      // Deleted workflows cannot be checked any more; those that are still stored must not have
      // failed.
      long failed =
          database.queryNumber("select count(*) from workflow where status <> 'COMPLETED'");
      long errors =
          Files.readAllLines(node.log).stream().filter(line -> line.contains(" ERROR ")).count();
      BenchmarkRunner.printRow(
          "continuous load",
          "%d workflows/s for %d min: %,d submitted, %d refused, %d of the stored ones failed, %d"
              + " errors in the log",
          rate,
          seconds / 60,
          submitted.get(),
          refused.get(),
          failed,
          errors);
    }
    // A run of less than 6 minutes only shows that the benchmark works: it has no room for two
    // windows of whole
    // partitions.
    int window = Math.min(WINDOW_SECONDS, (seconds - FIRST_EXPIRY_SECONDS) / 2);
    printGrowth("workflows stored", samples, window, StorageSample::stored, "%,.0f");
    printGrowth("database, MB", samples, window, StorageSample::databaseMegabytes, "%.1f");
    printGrowth("data folder, MB", samples, window, StorageSample::folderMegabytes, "%.1f");
  }

  /** Compares the maximum of the window after the first expiry with that of the last window; the values oscillate. */
  private static void printGrowth(
      String measurement,
      List<StorageSample> samples,
      int window,
      ToDoubleFunction<StorageSample> value,
      String format) {
    long last = samples.getLast().second();
    double firstMax = max(samples, FIRST_EXPIRY_SECONDS, FIRST_EXPIRY_SECONDS + window, value);
    double lastMax = max(samples, last - window, last, value);
    double ratio = lastMax / firstMax;
    BenchmarkRunner.printRow(
        "%s: maximum of the %d s after the first expiry, and of the last %d s"
            .formatted(measurement, window, window),
        format + " and " + format + ": %.2f, %s",
        firstMax,
        lastMax,
        ratio,
        ratio <= 1.1 ? "stable" : "growing");
  }

  private static double max(
      List<StorageSample> samples, long from, long to, ToDoubleFunction<StorageSample> value) {
    return samples.stream()
        .filter(sample -> sample.second() >= from && sample.second() <= to)
        .mapToDouble(value)
        .max()
        .orElseThrow();
  }

  /** Changes the file of a target, and submits a workflow for it. */
  private static void submitChanged(Path folder, ServiceProcess node, long number)
      throws Exception {
    String target = "t" + number % TARGETS;
    Files.writeString(
        folder.resolve("code").resolve(target).resolve("a.txt"), "hello number " + number + "\n");
    node.submit(ThroughputBenchmark.REQUEST.replace("noop", target));
  }

  private static StorageSample takeSample(
      Path folder, BenchmarkDatabase database, long second, int submitted) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    // Files are deleted while du counts them, which it reports on standard error.
    String kilobytes =
        BenchmarkRunner.runCommand("sh", "-c", "du -sk '" + data + "' 2>/dev/null | cut -f1");
    return new StorageSample(
        second,
        submitted,
        database.queryNumber("select count(*) from workflow"),
        database.queryNumber("select pg_database_size('postgres')") / 1e6,
        Long.parseLong(kilobytes) / 1e3,
        database.queryNumber(
            "select count(*) from pg_inherits where inhparent = 'event'::regclass"));
  }

  /** Returns the largest tables, with their sizes in MB including indexes; partitions of a table are summed up. */
  private static String largestTables(BenchmarkDatabase database) throws Exception {
    var tables = new StringBuilder();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select regexp_replace(relname, '_[0-9]+$', '_*'), sum(pg_total_relation_size(oid))"
                    + " / 1e6 from pg_class where relkind = 'r' group by 1 order by 2 desc"
                    + " limit 10")) {
      while (rows.next()) {
        tables.append("%s %.1f, ".formatted(rows.getString(1), rows.getDouble(2)));
      }
    }
    return tables.substring(0, tables.length() - 2);
  }

  private static void sleepUntil(long nanoTime) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
