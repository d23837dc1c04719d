import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Several nodes on one PostgreSQL: how much more they do than one, and whether anything is lost when some of them go. */
class Several implements Bench.Measure {

  private static final int FIRST = 18190;
  private static final String BODY =
      "{\"target\": {\"path\": \"noop\"}, \"dry_run\": true, \"steps\": [{\"command\": \"bench/work\", \"name\": \"one\"},"
          + " {\"command\": \"bench/work\", \"name\": \"two\"}]}";

  @Override
  public void run(Path folder) throws Exception {
    Moving.target(folder);
    // A program that takes its time without a processor, as one that asks another machine: there are only two here.
    Files.writeString(
        Files.createDirectories(folder.resolve("data/commands/bench")).resolve("work.md"),
        "---\ndescription: Works for a while\nrun: [sleep, \"0.5\"]\n---\n# Work\n\nWaits.\n");
    try (var database = new Database(folder)) {
      var one = new double[Bench.setting("ROUNDS", 3)];
      var three = new double[one.length];
      var ratios = new double[one.length];
      for (int round = 0; round < one.length; round++) {
        one[round] = throughput(folder, database, 1);
        three[round] = throughput(folder, database, 3);
        ratios[round] = three[round] / one[round];
        Bench.tell("round %d: %.2f, %.2f", round + 1, one[round], three[round]);
      }
      Bench.print(
          "workflows a second, 1 node and 3 nodes",
          "%.2f and %.2f: %.2f times",
          Bench.median(one),
          Bench.median(three),
          Bench.median(ratios));
      underLoad(folder, database);
    }
  }

  private static double throughput(Path folder, Database database, int number) throws Exception {
    List<Node> nodes = start(folder, database, number);
    try {
      submit(nodes, 6 * number);
      Moving.awaitDone(database);
      int workflows = 20 * number;
      long begun = System.nanoTime();
      submit(nodes, workflows);
      Moving.awaitDone(database);
      return workflows / ((System.nanoTime() - begun) / 1e9);
    } finally {
      for (Node node : nodes) {
        node.close();
      }
    }
  }

  private static List<Node> start(Path folder, Database database, int number) throws Exception {
    var nodes = new ArrayList<Node>();
    for (int node = 0; node < number; node++) {
      nodes.add(Node.start(folder, database, FIRST + node, Moving.DEDICATED));
    }
    return nodes;
  }

  private static void submit(List<Node> nodes, int workflows) throws Exception {
    for (int one = 0; one < workflows; one++) {
      nodes.get(one % nodes.size()).submit(BODY);
    }
  }

  /** Kills one node, drains another, and replaces each of three, while workflows are submitted all the time. */
  private static void underLoad(Path folder, Database database) throws Exception {
    List<Node> nodes = start(folder, database, 3);
    var running = new AtomicBoolean(true);
    var accepted = new AtomicInteger();
    var refused = new AtomicInteger();
    long before = Moving.done(database);
    long lost = lost(database);
    Thread load = Thread.ofVirtual().start(() -> {
      for (int turn = 0; running.get(); turn++) {
        List<Node> all;
        synchronized (nodes) {
          all = List.copyOf(nodes);
        }
        try {
          all.get(turn % all.size()).submit(BODY);
          accepted.incrementAndGet();
        } catch (Exception e) {
          refused.incrementAndGet();
        }
        pause(300);
      }
    });
    try {
      pause(3000);
      Node killed = replace(nodes, 0, Node.start(folder, database, FIRST + 3, Moving.DEDICATED));
      long at = System.nanoTime();
      killed.kill();
      while (held(database, killed) > 0) {
        pause(20);
      }
      Bench.print("after kill -9, until others had all of its workflows", "%.1f s", (System.nanoTime() - at) / 1e9);
      for (int one = 0; one < 3; one++) {
        Node old = replace(nodes, one, Node.start(folder, database, FIRST + 4 + one, Moving.DEDICATED));
        long asked = System.nanoTime();
        old.drain();
        while (old.isReady()) {
          pause(10);
        }
        double off = (System.nanoTime() - asked) / 1e6;
        old.awaitEnd();
        Bench.print(
            "SIGTERM to node " + (one + 1), "not ready after %.0f ms, ended after %.1f s", off, (System.nanoTime() - asked) / 1e9);
      }
      pause(3000);
      running.set(false);
      load.join();
      Moving.awaitDone(database);
      Bench.print(
          "kill, drain and replacement of all three under load",
          "%d accepted, %d completed, %d refused; %d attempts lost by the kill and done again",
          accepted.get(),
          Moving.done(database) - before,
          refused.get(),
          lost(database) - lost);
    } finally {
      running.set(false);
      for (Node node : nodes) {
        node.close();
      }
    }
  }

  /** New clients find the new node from now on, as behind a load balancer; returns the old one. */
  private static Node replace(List<Node> nodes, int place, Node other) {
    synchronized (nodes) {
      return nodes.set(place, other);
    }
  }

  private static long held(Database database, Node node) throws Exception {
    return database.number("select count(*) from workflow where status = 'RUNNING' and node like '%d@%%'".formatted(node.pid()));
  }

  private static long lost(Database database) throws Exception {
    return database.number("select count(*) from attempt where error = 'the node was lost'");
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
