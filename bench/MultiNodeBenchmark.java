import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares the throughput of three nodes on one PostgreSQL with that of a single node. */
class MultiNodeBenchmark implements Benchmark {

  static final int FIRST_PORT = 18190;

  /** The request of a workflow with two steps that sleep. */
  static final String REQUEST =
      "{\"target\": {\"path\": \"noop\"}, \"dry_run\": true, \"steps\":"
          + " [{\"command\": \"bench/sleep\", \"name\": \"first\"},"
          + " {\"command\": \"bench/sleep\", \"name\": \"second\"}]}";

  @Override
  public void run(Path folder) throws Exception {
    prepareFolder(folder);
    try (var database = new BenchmarkDatabase(folder)) {
      var oneNode = new double[BenchmarkRunner.setting("ROUNDS", 3)];
      var threeNodes = new double[oneNode.length];
      var ratios = new double[oneNode.length];
      for (int round = 0; round < oneNode.length; round++) {
        oneNode[round] = measureThroughput(folder, database, 1);
        threeNodes[round] = measureThroughput(folder, database, 3);
        ratios[round] = threeNodes[round] / oneNode[round];
        BenchmarkRunner.printProgress(
            "round %d: %.2f and %.2f workflows/s", round + 1, oneNode[round], threeNodes[round]);
      }
      BenchmarkRunner.printRow(
          "workflows per second, 1 node and 3 nodes",
          "%.2f and %.2f: %.2f times",
          BenchmarkRunner.median(oneNode),
          BenchmarkRunner.median(threeNodes),
          BenchmarkRunner.median(ratios));
    }
  }

  /** Creates the target and the command of {@link #REQUEST}. */
  static void prepareFolder(Path folder) throws Exception {
    ThroughputBenchmark.createTarget(folder);
    // Sleeps instead of computing, like a step that waits for a remote system: all nodes share the
    // processors here.
    Files.writeString(
        Files.createDirectories(folder.resolve("data/commands/bench")).resolve("sleep.md"),
        "---\n"
            + "description: Sleeps for half a second\n"
            + "run: [sleep, \"0.5\"]\n"
            + "---\n"
            + "# Sleep\n\n"
            + "Sleeps for 0.5 s.\n");
  }

  private static double measureThroughput(Path folder, BenchmarkDatabase database, int nodeCount)
      throws Exception {
    List<ServiceProcess> nodes = startNodes(folder, database, nodeCount);
    try {
      submit(nodes, 6 * nodeCount);
      ThroughputBenchmark.awaitIdle(database);
      int workflows = 20 * nodeCount;
      long startedAt = System.nanoTime();
      submit(nodes, workflows);
      ThroughputBenchmark.awaitIdle(database);
      return workflows / ((System.nanoTime() - startedAt) / 1e9);
    } finally {
      for (ServiceProcess node : nodes) {
        node.close();
      }
    }
  }

  private static List<ServiceProcess> startNodes(
      Path folder, BenchmarkDatabase database, int nodeCount) throws Exception {
    var nodes = new ArrayList<ServiceProcess>();
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(
          ServiceProcess.start(
              folder, database, FIRST_PORT + i, ThroughputBenchmark.DEDICATED_SETTINGS));
    }
    return nodes;
  }

  /** Distributes submissions evenly over the nodes. */
  private static void submit(List<ServiceProcess> nodes, int workflows) throws Exception {
    for (int i = 0; i < workflows; i++) {
      nodes.get(i % nodes.size()).submit(REQUEST);
    }
  }
}
