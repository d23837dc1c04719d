import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Compares Pawl with other engines that store workflows of 7 steps in PostgreSQL. Each engine has a process and a
 * database of its own, and the engines take turns.
 *
 * <p>The steps of the other engines do nothing; those of Pawl check a target of one line, as in
 * {@link ThroughputBenchmark}. The other engines are libraries: threads in their processes submit the workflows without
 * a network, and count towards their CPU time.
 */
class PeerComparisonBenchmark implements Benchmark {

  /** The number of workflows per round that one client submits sequentially to measure the latency of a submission. */
  private static final int SEQUENTIAL_SUBMISSIONS = 100;

  /** The results of one engine. */
  private record EngineResults(
      BenchmarkedEngine engine,
      List<BenchmarkedEngine.RoundResult> rounds,
      LatencyRecorder submitLatencies) {

    double median(ToDoubleFunction<BenchmarkedEngine.RoundResult> value) {
      return BenchmarkRunner.median(rounds.stream().mapToDouble(value).toArray());
    }

    /** Returns the ratio of Pawl's value to that of this engine, as the median of all rounds. */
    double ratio(EngineResults pawl, ToDoubleFunction<BenchmarkedEngine.RoundResult> value) {
      return BenchmarkRunner.median(
          IntStream.range(0, rounds.size())
              .mapToDouble(round ->
                  value.applyAsDouble(pawl.rounds().get(round))
                      / value.applyAsDouble(rounds.get(round)))
              .toArray());
    }
  }

  @Override
  public String tableHeader() {
    return "| engine, %d clients, submission to completion in the database"
            .formatted(BenchmarkedEngine.CLIENTS)
        + " | workflows/s | Pawl / engine | CPU ms per workflow, JVM and PostgreSQL | Pawl / engine"
        + " | commits per workflow | submit, 1 client, p50 / p99 ms |";
  }

  @Override
  public void run(Path folder) throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    int workflows = BenchmarkRunner.setting("WORKFLOWS", 2000);
    var engines = new ArrayList<BenchmarkedEngine>();
    try {
      startEngines(folder, engines);
      List<EngineResults> results =
          engines.stream()
              .map(engine -> new EngineResults(engine, new ArrayList<>(), new LatencyRecorder()))
              .toList();
      for (BenchmarkedEngine engine : engines) {
        BenchmarkRunner.printProgress(
            "warm-up, %s: %.1f workflows/s",
            engine.name(), engine.runRound(workflows).throughput());
      }
      for (int round = 0; round < rounds; round++) {
        for (EngineResults result : results) {
          BenchmarkedEngine engine = result.engine();
          BenchmarkedEngine.RoundResult roundResult = engine.runRound(workflows);
          result.rounds().add(roundResult);
          engine.submit(1, SEQUENTIAL_SUBMISSIONS, result.submitLatencies());
          engine.awaitCompletion();
          BenchmarkRunner.printProgress(
              "round %d, %s: %.1f workflows/s, CPU %.1f ms per workflow",
              round + 1, engine.name(), roundResult.throughput(), roundResult.cpuMillis());
        }
      }
      EngineResults pawl = results.getFirst();
      for (EngineResults result : results) {
        System.out.printf(
            "| %s | %.1f | %.2f | %.1f | %.1f | %.1f | %.1f / %.1f |%n",
            result.engine().name(),
            result.median(BenchmarkedEngine.RoundResult::throughput),
            result.ratio(pawl, BenchmarkedEngine.RoundResult::throughput),
            result.median(BenchmarkedEngine.RoundResult::cpuMillis),
            result.ratio(pawl, BenchmarkedEngine.RoundResult::cpuMillis),
            result.median(BenchmarkedEngine.RoundResult::commits),
            result.submitLatencies().percentile(50),
            result.submitLatencies().percentile(99));
      }
    } finally {
      for (BenchmarkedEngine engine : engines) {
        engine.close();
      }
    }
  }

  private static void startEngines(Path folder, List<BenchmarkedEngine> engines) throws Exception {
    ThroughputBenchmark.createTarget(folder);
    engines.add(PawlEngine.start(folder));
    engines.add(
        new LibraryEngine(
            folder,
            "db-scheduler",
            "DbSchedulerPeer",
            "db-scheduler-",
            "select count(*) from scheduled_tasks",
            "select count(*) from history where step = 7"));
    engines.add(
        new LibraryEngine(
            folder,
            "DBOS",
            "DbosPeer",
            "transact-",
            "select count(*) from dbos.workflow_status where status in ('PENDING', 'ENQUEUED')",
            "select count(*) from dbos.workflow_status where status = 'SUCCESS'"));
    engines.add(
        new LibraryEngine(
            folder,
            "JobRunr",
            "JobRunrPeer",
            "jobrunr-",
            "select count(*) from jobrunr_jobs where state in ('SCHEDULED', 'ENQUEUED',"
                + " 'PROCESSING')",
            "select count(*) / 7 from jobrunr_jobs where state = 'SUCCEEDED'"));
    engines.add(
        new LibraryEngine(
            folder,
            "Operaton",
            "OperatonPeer",
            "operaton-engine-",
            "select count(*) from act_ru_execution",
            "select count(*) from act_hi_procinst where state_ = 'COMPLETED'"));
  }
}
