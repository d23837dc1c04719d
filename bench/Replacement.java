import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether anything is lost when one of three nodes is killed and then each is replaced, while workflows are submitted all the time.
 * With {@code OLD}, the jar of another version, they are of that at first, and both versions work beside each other meanwhile.
 */
class Replacement implements Bench.Measure {

  @Override
  public void run(Path folder) throws Exception {
    Several.prepare(folder);
    try (var database = new Database(folder)) {
      underLoad(folder, database);
    }
  }

  private static void underLoad(Path folder, Database database) throws Exception {
    String first = System.getenv().getOrDefault("OLD", Node.jar().toString());
    var nodes = new ArrayList<Node>();
    for (int one = 0; one < 3; one++) {
      nodes.add(Node.start(List.of("-jar", first), folder, database, Several.FIRST + one, Moving.DEDICATED));
    }
    Bench.tell("three nodes of %s", first);
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
          all.get(turn % all.size()).submit(Several.BODY);
          accepted.incrementAndGet();
        } catch (Exception e) {
          refused.incrementAndGet();
        }
        pause(300);
      }
    });
    try {
      pause(3000);
      Node killed = replace(nodes, 0, Node.start(folder, database, Several.FIRST + 3, Moving.DEDICATED));
      long at = System.nanoTime();
      killed.kill();
      while (held(database, killed) > 0) {
        pause(20);
      }
      Bench.print("after kill -9, until others had all of its workflows", "%.1f s", (System.nanoTime() - at) / 1e9);
      for (int one = 0; one < 3; one++) {
        Node old = replace(nodes, one, Node.start(folder, database, Several.FIRST + 4 + one, Moving.DEDICATED));
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
          "%s under load".formatted(first.equals(Node.jar().toString()) ? "kill, and replacement of all three" : "kill, and upgrade of all three"),
          "%d accepted, %d completed, %d refused; %d attempts lost with their nodes and done again",
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
