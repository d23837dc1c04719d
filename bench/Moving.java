import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How fast workflows move: submitted over REST, each of 7 steps that check a target of one line. */
class Moving implements Bench.Measure {

  static final String BODY =
      "{\"target\": {\"path\": \"noop\"}, \"dry_run\": true, \"steps\": [%s]}"
          .formatted(
              IntStream.rangeClosed(1, 7)
                  .mapToObj("{\"command\": \"quality/verify\", \"name\": \"step%d\"}"::formatted)
                  .collect(Collectors.joining(", ")));
  /** A node whose machine does nothing else; clients and database compute on the same processors here, and would count. */
  static final String[] DEDICATED = {"--pawl.node.adaptive=false", "--pawl.node.most-percent=100"};

  /** The same, for workflows that move as fast as they can. */
  static final String[] BUSY = {DEDICATED[0], DEDICATED[1], "--pawl.node.slots=4", "--db-scheduler.threads=8"};

  private static final int CLIENTS = 32;

  @Override
  public void run(Path folder) throws Exception {
    int rounds = Bench.setting("ROUNDS", 5);
    int workflows = Bench.setting("WORKFLOWS", 2000);
    target(folder);
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, 18190, BUSY)) {
      Bench.print("ready after the start of the process", "%.1f s", node.readyAfter / 1000);
      Bench.print("memory, idle", "%d MB", Cpu.memory(node.pid()));
      complete(database, node, workflows);
      var rates = new double[rounds];
      var ratios = new double[rounds];
      var cpu = new double[rounds];
      var commits = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double anchor = Anchor.run(database, workflows);
        double cpuBefore = Cpu.of(node.pid()) + database.cpu();
        long commitsBefore = database.commits();
        rates[round] = complete(database, node, workflows);
        ratios[round] = rates[round] / anchor;
        cpu[round] = (Cpu.of(node.pid()) + database.cpu() - cpuBefore) / workflows;
        // The statistics of a connection are counted a moment after it is idle.
        TimeUnit.SECONDS.sleep(2);
        commits[round] = (double) (database.commits() - commitsBefore) / workflows;
        Bench.tell("round %d: %.0f workflows/s, %.2f of the anchor", round + 1, rates[round], ratios[round]);
      }
      Bench.print(
          "workflows a second, %d submitted by %d clients".formatted(workflows, CLIENTS),
          "%.0f; %.0f %% of the JDBC loop",
          Bench.median(rates),
          100 * Bench.median(ratios));
      Bench.print("CPU a workflow, JVM and PostgreSQL", "%.1f ms", Bench.median(cpu));
      Bench.print("commits a workflow", "%.1f", Bench.median(commits));
      submits(database, node, 1, 400);
      submits(database, node, 16, 1600);
      alone(node);
      Reading.run(node, node.submit(BODY), "%d stored".formatted(database.number("select count(*) from workflow")));
      Bench.print("memory, after all that", "%d MB", Cpu.memory(node.pid()));
    }
  }

  static void target(Path folder) throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("code/noop")).resolve("a.txt"), "hello\n");
  }

  /** Submits workflows; returns how many a second were complete in the store. */
  static double complete(Database database, Node node, int workflows) throws Exception {
    awaitDone(database);
    long before = done(database);
    var left = new AtomicInteger(workflows);
    long begun = System.nanoTime();
    Times.each(CLIENTS, client -> {
      while (left.getAndDecrement() > 0) {
        node.submit(BODY);
      }
    });
    awaitDone(database);
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (done(database) - before != workflows) {
      throw new IllegalStateException(done(database) - before + " completed");
    }
    return workflows / seconds;
  }

  static long done(Database database) throws Exception {
    return database.number("select count(*) from workflow where status = 'COMPLETED'");
  }

  static void awaitDone(Database database) throws Exception {
    while (database.number("select count(*) from workflow where status in ('QUEUED', 'RUNNING')") > 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void submits(Database database, Node node, int clients, int workflows) throws Exception {
    awaitDone(database);
    var times = new Times();
    Times.each(clients, client -> {
      for (int one = 0; one < workflows / clients; one++) {
        times.time(() -> node.submit(BODY));
      }
    });
    Bench.print(
        "submit, clients: %d".formatted(clients),
        "p50 %.1f ms, p99 %.1f ms",
        times.percentile(50),
        times.percentile(99));
    awaitDone(database);
  }

  /** One at a time, with nothing else to do. */
  private static void alone(Node node) throws Exception {
    var times = new Times();
    for (int one = 0; one < 50; one++) {
      times.time(() -> {
        String name = node.submit(BODY);
        while (!node.read("/api/v1/workflows/" + name + "?wait=10s").get("status").asString().equals("completed")) {}
      });
    }
    Bench.print(
        "from submit to completed, alone", "p50 %.0f ms, p99 %.0f ms", times.percentile(50), times.percentile(99));
  }
}
