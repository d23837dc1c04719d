import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Checks whether a large number of stored workflows makes requests slower: sends the same requests to a node with few
 * stored workflows and to one with very many. Both take turns, because a JVM becomes faster over time.
 */
class LargeHistoryBenchmark implements Benchmark {

  private static final int SUBMISSIONS = 300;
  private static final int WARM_UP_ROUNDS = 3;

  /** An SQL expression for a UUIDv7 of the time {@code at}, as the service creates them: it determines row order. */
  private static final String UUID_V7 =
      "(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' ||"
          + " substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1,"
          + " 15))::uuid";

  /**
   * The results of one node in one round.
   *
   * @param reads the rates of read requests
   * @param submissions submissions per second
   * @param completions completed workflows per second
   */
  private record RoundRates(
      PollingBenchmark.RequestRates reads, double submissions, double completions) {}

  /** A node with a database of its own, and a workflow to request. */
  private record NodeUnderTest(BenchmarkDatabase database, ServiceProcess node, String workflow)
      implements AutoCloseable {

    static NodeUnderTest start(Path folder, int port) throws Exception {
      ThroughputBenchmark.createTarget(Files.createDirectories(folder));
      var database = new BenchmarkDatabase(folder);
      var node =
          ServiceProcess.start(folder, database, port, ThroughputBenchmark.DEDICATED_SETTINGS);
      String workflow = node.submit(ThroughputBenchmark.REQUEST);
      ThroughputBenchmark.awaitIdle(database);
      return new NodeUnderTest(database, node, workflow);
    }

    RoundRates measure() throws Exception {
      PollingBenchmark.RequestRates reads = PollingBenchmark.measure(node, workflow);
      var latencies = new LatencyRecorder();
      for (int i = 0; i < SUBMISSIONS; i++) {
        latencies.time(() -> node.submit(ThroughputBenchmark.REQUEST));
      }
      ThroughputBenchmark.awaitIdle(database);
      return new RoundRates(
          reads,
          1000 / latencies.percentile(50),
          ThroughputBenchmark.measureThroughput(database, node, SUBMISSIONS));
    }

    String describeSize() throws Exception {
      return "%,d workflows, %.1f GB"
          .formatted(
              database.queryNumber("select count(*) from workflow"),
              database.queryNumber("select pg_database_size('postgres')") / 1e9);
    }

    @Override
    public void close() throws Exception {
      node.close();
      database.close();
    }
  }

  @Override
  public void run(Path folder) throws Exception {
    int stored = BenchmarkRunner.setting("STORED", 1_000_000);
    var smallRates = new RoundRates[BenchmarkRunner.setting("ROUNDS", 5)];
    var largeRates = new RoundRates[smallRates.length];
    try (var small = NodeUnderTest.start(folder.resolve("small"), 18190);
        var large = NodeUnderTest.start(folder.resolve("large"), 18191)) {
      copyWorkflow(large.database(), large.workflow(), stored);
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        small.measure();
        large.measure();
      }
      BenchmarkRunner.printRow("stored", "%s; %s", small.describeSize(), large.describeSize());
      for (int round = 0; round < smallRates.length; round++) {
        // The order alternates, so that other activity of the machine affects both nodes.
        if (round % 2 == 0) {
          largeRates[round] = large.measure();
          smallRates[round] = small.measure();
        } else {
          smallRates[round] = small.measure();
          largeRates[round] = large.measure();
        }
        BenchmarkRunner.printProgress("round %d of %d", round + 1, smallRates.length);
      }
    }
    printComparison("GET one workflow", smallRates, largeRates, rates -> rates.reads().workflow());
    printComparison(
        "GET one workflow, If-None-Match",
        smallRates,
        largeRates,
        rates -> rates.reads().notModified());
    printComparison(
        "list of 20 with a filter", smallRates, largeRates, rates -> rates.reads().list());
    printComparison("submissions", smallRates, largeRates, RoundRates::submissions);
    printComparison(
        "workflows completed (claims)", smallRates, largeRates, RoundRates::completions);
  }

  private static void printComparison(
      String measurement,
      RoundRates[] smallRates,
      RoundRates[] largeRates,
      ToDoubleFunction<RoundRates> rate) {
    double[] small = Arrays.stream(smallRates).mapToDouble(rate).toArray();
    double[] large = Arrays.stream(largeRates).mapToDouble(rate).toArray();
    double[] ratios =
        IntStream.range(0, small.length)
            .mapToDouble(round -> large[round] / small[round])
            .toArray();
    BenchmarkRunner.printRow(
        measurement + ", per second",
        "%.0f and %.0f: %.2f (%.2f to %.2f)",
        BenchmarkRunner.median(small),
        BenchmarkRunner.median(large),
        BenchmarkRunner.median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /** Inserts copies of an ended workflow, each with its phases, first step, attempts of that step and first events. */
  private static void copyWorkflow(BenchmarkDatabase database, String name, int copies)
      throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // The copies satisfy all foreign keys by construction; checking them would take an hour.
      statement.execute("set session_replication_role = replica");
      statement.execute(
          ("create table copies as select %s as w, %s as p, %s as s, %s as a, i, at from (select i,"
                  + " now() - interval '1 day' - i * interval '1 second' as at from generate_series(1,"
                  + " %d) i)")
              .formatted(UUID_V7, UUID_V7, UUID_V7, UUID_V7, copies));
      String isWorkflow = "= (select id from workflow where name = '%s')".formatted(name);
      String isStep =
          ("= (select s.id from step s join phase p on p.id = s.phase_id where p.workflow_id %s"
                  + " order by s.position limit 1)")
              .formatted(isWorkflow);
      copyRows(
          statement,
          "workflow",
          "id " + isWorkflow,
          "id",
          "c.w",
          "name",
          "'quality_20200101_000000_' || lpad(c.i::text, 8, '0')",
          "created_at",
          "c.at");
      copyRows(statement, "phase", "workflow_id " + isWorkflow, "id", "c.p", "workflow_id", "c.w");
      copyRows(statement, "step", "id " + isStep, "id", "c.s", "phase_id", "c.p");
      copyRows(statement, "attempt", "step_id " + isStep, "id", "c.a", "step_id", "c.s");
      copyRows(
          statement,
          "event",
          "workflow_id " + isWorkflow + " and o.sequence <= 3",
          "workflow_id",
          "c.w");
      statement.execute("drop table copies");
      statement.execute("vacuum analyze");
    }
  }

  /**
   * Copies rows of a table once per row of {@code copies}.
   *
   * @param where the condition of the original rows
   * @param replacements column names, each followed by the SQL expression of its new value
   */
  private static void copyRows(
      Statement statement, String table, String where, String... replacements) throws Exception {
    long startedAt = System.nanoTime();
    var values = new StringBuilder();
    var names = new StringBuilder();
    try (var columns =
        statement.executeQuery(
            ("select column_name from information_schema.columns where table_name = '%s' and"
                    + " is_generated = 'NEVER' order by ordinal_position")
                .formatted(table))) {
      while (columns.next()) {
        String column = columns.getString(1);
        String value = "o.\"" + column + "\"";
        for (int i = 0; i < replacements.length; i += 2) {
          value = replacements[i].equals(column) ? replacements[i + 1] : value;
        }
        names.append(names.isEmpty() ? "" : ", ").append('"').append(column).append('"');
        values.append(values.isEmpty() ? "" : ", ").append(value);
      }
    }
    int rows =
        statement.executeUpdate(
            "insert into %s (%s) select %s from copies c, %s o where o.%s"
                .formatted(table, names, values, table, where));
    BenchmarkRunner.printProgress(
        "%s: %,d rows, %.0f s", table, rows, (System.nanoTime() - startedAt) / 1e9);
  }
}
