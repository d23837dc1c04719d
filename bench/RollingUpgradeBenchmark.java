import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks that no workflow is lost under continuous load when one of three nodes is killed, and all nodes are then
 * replaced one by one. With {@code OLD}, the jar of another version, the three nodes start with that version, and both
 * versions run in parallel during the upgrade.
 */
class RollingUpgradeBenchmark implements Benchmark {

  private static final int NODES = 3;

  @Override
  public void run(Path folder) throws Exception {
    MultiNodeBenchmark.prepareFolder(folder);
    try (var database = new BenchmarkDatabase(folder)) {
      replaceNodesUnderLoad(folder, database);
    }
  }

  private static void replaceNodesUnderLoad(Path folder, BenchmarkDatabase database)
      throws Exception {
    String initialJar = System.getenv().getOrDefault("OLD", ServiceProcess.builtJar().toString());
    boolean upgrade = !initialJar.equals(ServiceProcess.builtJar().toString());
    int nextPort = MultiNodeBenchmark.FIRST_PORT;
    var nodes = new ArrayList<ServiceProcess>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          ServiceProcess.start(
              List.of("-jar", initialJar),
              folder,
              database,
              nextPort++,
              ThroughputBenchmark.DEDICATED_SETTINGS));
    }
    BenchmarkRunner.printProgress("started %d nodes of %s", NODES, initialJar);
    var running = new AtomicBoolean(true);
    var accepted = new AtomicInteger();
    var refused = new AtomicInteger();
    long completedBefore = ThroughputBenchmark.countCompleted(database);
    long lostBefore = countLostAttempts(database);
    Thread load =
        Thread.ofVirtual()
            .start(() -> {
              for (int number = 0; running.get(); number++) {
                List<ServiceProcess> available;
                synchronized (nodes) {
                  available = List.copyOf(nodes);
                }
                try {
                  available.get(number % available.size()).submit(MultiNodeBenchmark.REQUEST);
                  accepted.incrementAndGet();
                } catch (Exception e) {
                  refused.incrementAndGet();
                }
                sleep(300);
              }
            });
    try {
      sleep(3000);
      ServiceProcess killed =
          replaceNode(
              nodes,
              0,
              ServiceProcess.start(
                  folder, database, nextPort++, ThroughputBenchmark.DEDICATED_SETTINGS));
      long killedAt = System.nanoTime();
      killed.kill();
      while (countRunning(database, killed) > 0) {
        sleep(20);
      }
      BenchmarkRunner.printRow(
          "from kill -9 until other nodes had claimed all workflows of the node",
          "%.1f s",
          (System.nanoTime() - killedAt) / 1e9);
      for (int i = 0; i < NODES; i++) {
        ServiceProcess replaced =
            replaceNode(
                nodes,
                i,
                ServiceProcess.start(
                    folder, database, nextPort++, ThroughputBenchmark.DEDICATED_SETTINGS));
        long terminatedAt = System.nanoTime();
        replaced.terminate();
        while (replaced.isReady()) {
          sleep(10);
        }
        double notReadyMillis = (System.nanoTime() - terminatedAt) / 1e6;
        replaced.awaitExit();
        BenchmarkRunner.printRow(
            "SIGTERM to node " + (i + 1),
            "not ready after %.0f ms, exited after %.1f s",
            notReadyMillis,
            (System.nanoTime() - terminatedAt) / 1e9);
      }
      sleep(3000);
      running.set(false);
      load.join();
      ThroughputBenchmark.awaitIdle(database);
      BenchmarkRunner.printRow(
          "kill of one node and %s of all three, under load"
              .formatted(upgrade ? "upgrade" : "replacement"),
          "%d accepted, %d completed, %d refused; %d attempts lost with their nodes and repeated",
          accepted.get(),
          ThroughputBenchmark.countCompleted(database) - completedBefore,
          refused.get(),
          countLostAttempts(database) - lostBefore);
    } finally {
      running.set(false);
      for (ServiceProcess node : nodes) {
        node.close();
      }
    }
  }

  /** Directs new submissions to a new node, as a load balancer does, and returns the replaced node. */
  private static ServiceProcess replaceNode(
      List<ServiceProcess> nodes, int index, ServiceProcess replacement) {
    synchronized (nodes) {
      return nodes.set(index, replacement);
    }
  }

  private static long countRunning(BenchmarkDatabase database, ServiceProcess node)
      throws Exception {
    return database.queryNumber(
        "select count(*) from workflow where status = 'RUNNING' and node like '%d@%%'"
            .formatted(node.pid()));
  }

  private static long countLostAttempts(BenchmarkDatabase database) throws Exception {
    return database.queryNumber("select count(*) from attempt where error = 'the node was lost'");
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
